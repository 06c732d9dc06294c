'use strict';
(() => {
	const every = 5000;
	// A service that does not answer at all is told from one that takes its time.
	const patience = 4500;
	const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

	// Times in the reader's zone, the exact instant on hover.
	const localize = (root) => root.querySelectorAll('time[datetime]').forEach((it) => {
		const at = new Date(it.dateTime);
		if (!isNaN(at)) {
			it.title = it.dateTime;
			it.textContent = time.format(at);
		}
	});

	const copy = (button) => {
		const text = button.parentElement.querySelector('pre').textContent;
		const done = () => { button.textContent = 'Copied'; };
		if (navigator.clipboard) {
			navigator.clipboard.writeText(text).then(done, () => {});
		}
		else {
			getSelection().selectAllChildren(button.parentElement.querySelector('pre'));
		}
	};

	const prepare = (root) => {
		localize(root);
		root.querySelectorAll('button[data-copy]').forEach((it) => {
			it.hidden = false;
			it.addEventListener('click', () => copy(it));
		});
	};

	// A part is replaced only if it says something else, and not while the reader is at it.
	const known = new Map();
	let busy = 0;
	const refresh = async () => {
		if (document.hidden) {
			return;
		}
		const note = document.getElementById('refreshed');
		try {
			const answer = await fetch('console/parts',
				{ headers: { Accept: 'text/html' }, signal: AbortSignal.timeout(patience) });
			busy = (answer.status === 503) ? busy + 1 : 0;
			if (busy === 1) {
				return;
			}
			if (!answer.ok) {
				throw new Error(answer.status);
			}
			const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
			let held = false;
			fresh.querySelectorAll('[data-part]').forEach((part) => {
				const here = document.querySelector('[data-part="' + part.dataset.part + '"]');
				const html = part.innerHTML;
				if (!here || known.get(part.dataset.part) === html) {
					return;
				}
				if (here.contains(document.activeElement)
					|| here.contains(getSelection().anchorNode) && !getSelection().isCollapsed) {
					held = true;
					return;
				}
				known.set(part.dataset.part, html);
				const open = new Set([...here.querySelectorAll('details[open]')].map((it) => it.id));
				here.replaceChildren(...part.childNodes);
				here.querySelectorAll('details').forEach((it) => { it.open = it.open || open.has(it.id); });
				prepare(here);
			});
			note.textContent = held ? 'There is news, which is shown once you leave what you are at.' : '';
		}
		catch (error) {
			note.textContent = 'The service does not answer: what is shown is not new.';
		}
	};

	document.querySelectorAll('[data-part]').forEach((it) => known.set(it.dataset.part, it.innerHTML));
	prepare(document);
	if (document.getElementById('refreshed')) {
		setInterval(refresh, every);
		document.addEventListener('visibilitychange', refresh);
	}
})();
