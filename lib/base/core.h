#ifndef BASE_CORE_H
#define BASE_CORE_H

/*
 * No core file of this process or of one that it starts, whatever the shell
 * or the unit allows: its memory holds tokens, passwords and addresses.
 */
void core_forbid(void);

#endif
