/* Around a page: one that cannot be drawn says so, under the same bar. */
import { Component } from 'preact';

import { follow } from '../router.js';

/* `at`: the address; at another one it is tried again. */
export class Boundary extends Component {
	componentDidCatch(error) {
		reportError(error);
		this.setState({ failed: true });
	}

	componentDidUpdate(before) {
		if (this.state.failed && before.at !== this.props.at)
			this.setState({ failed: false });
	}

	render({ children }, { failed }) {
		return failed ? (
			<div class="empty" role="alert">
				<h1>This page cannot be shown</h1>
				<p>That is a fault of the page, not of your data.</p>
				<p><button type="button" class="primary"
					onClick={() => location.reload()}>Load it again</button>
				{' '}<a class="button" href="/" onClick={follow}>Go to the
					overview</a></p>
			</div>) : children;
	}
}
