/* One part of the script, fetched when one of these is wanted. */
export { Join } from './join.jsx';
export { Settings } from './settings.jsx';
