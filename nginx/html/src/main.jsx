import { render } from 'preact';

import './preferences.js';
import { restore } from './api.js';
import { App } from './app.jsx';

restore();
render(<App />, document.getElementById('app'));
