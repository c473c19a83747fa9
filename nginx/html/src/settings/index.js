/* One part of the script, fetched when one of these is wanted. */
import '../app.jsx';	/* see aside.js */

export { Forgot, Reset } from './forgot.jsx';
export { Join } from './join.jsx';
export { Register } from '../pages/register.jsx';
export { SignInAgain } from '../widgets/sign-in-again.jsx';
export { Settings } from './settings.jsx';
export { Unsubscribe } from './unsubscribe.jsx';
