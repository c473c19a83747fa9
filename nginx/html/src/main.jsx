import { render } from 'preact';

import './preferences.js';
import { App } from './app.jsx';

render(<App />, document.getElementById('app'));
