package dev.acrsync.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * The runbook as this release has it, with an anchor for each alert.
 */
final class RunbookPage {

	private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());

	private final Html text;

	RunbookPage() {
		Node document = Parser.builder().extensions(EXTENSIONS).build().parse(read());
		document.accept(new LinkKeeper());
		this.text = new Html(HtmlRenderer.builder()
			.extensions(EXTENSIONS)
			.escapeHtml(true)
			.attributeProviderFactory((_) -> (node, _, attributes) -> {
				if (node instanceof Heading heading && heading.getFirstChild() instanceof Text name) {
					attributes.put("id", name.getLiteral().toLowerCase(Locale.ROOT));
				}
			})
			.build()
			.render(document));
	}

	private static String read() {
		try (InputStream file = RunbookPage.class.getResourceAsStream("runbook.md")) {
			return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Html page(String root) {
		return PageFrame.around(root, "Runbook", this.text);
	}

	/**
	 * Returns a link to what the runbook says of an alert.
	 * @param root the way to the first page, empty for that one
	 */
	static Html link(String root, String alert) {
		return Html.of("<a href=\"{}console/runbook#{}\">Runbook: {}</a>", root, alert.toLowerCase(Locale.ROOT), alert);
	}

	/**
	 * Leaves of links to documents that are not here their words alone.
	 */
	private static final class LinkKeeper extends AbstractVisitor {

		@Override
		public void visit(Link link) {
			if (!link.getDestination().startsWith("#") && !link.getDestination().startsWith("https://")) {
				while (link.getFirstChild() != null) {
					link.insertBefore(link.getFirstChild());
				}
				link.unlink();
			}
		}

	}

}
