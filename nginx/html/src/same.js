/*
 * Of several stores: an id is a store's own, and another store may have given
 * the same one to something else.
 */
export const keyOf = ({ id, shopId }) => `${shopId}-${id}`;

export const isSame = (a, b) => keyOf(a) === keyOf(b);
