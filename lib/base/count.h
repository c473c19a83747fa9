#ifndef BASE_COUNT_H
#define BASE_COUNT_H

/* The elements of an array; not of a pointer to one. */
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
