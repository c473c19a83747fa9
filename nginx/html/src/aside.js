/*
 * What the first screen can do without for a moment: one part of the script.
 *
 * Each part asks for app.jsx: so all that the first page has is in one part,
 * which is there already.
 */
import './app.jsx';

export { Insights } from './widgets/insights.jsx';
