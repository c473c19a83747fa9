/*
 * What the first screen can do without for a moment, or mostly for good: one
 * part of the script.
 *
 * Each part asks for app.jsx: so all that the first page has is in one part,
 * which is there already.
 */
import './app.jsx';

export { Insights } from './widgets/insights.jsx';
export { Shortcuts } from './widgets/shortcuts.jsx';
export { ViewsPanel } from './widgets/views-panel.jsx';
