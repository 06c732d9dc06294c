package dev.acrsync.console;

/**
 * What all pages have around them.
 */
final class PageFrame {

	private PageFrame() {
	}

	/**
	 * Puts the rest around what a page has to say.
	 * @param root the way from the page to the first one, empty for that one
	 */
	static Html around(String root, String title, Html main) {
		return Html.of("""
				<!DOCTYPE html>
				<html lang="en">
				<head>
				<meta charset="utf-8">
				<meta name="viewport" content="width=device-width, initial-scale=1">
				<title>{} – acr-sync</title>
				<link rel="icon" href="data:,">
				<link rel="stylesheet" href="{}console/console.css">
				<script src="{}console/console.js" defer></script>
				</head>
				<body>
				<a class="skip" href="#main">Skip to the content</a>
				<header>
				<h1>{}</h1>
				<nav aria-label="Pages">
				<a href="{}">Status</a>
				<a href="{}console/images">Find an image</a>
				<a href="{}console/do?action=doctor">Run the doctor</a>
				</nav>
				</header>
				<main id="main">
				{}</main>
				</body>
				</html>
				""", title, root, root, title.equals("Status") ? "acr-sync" : title, root.isEmpty() ? "./" : root, root,
				root, main);
	}

}
