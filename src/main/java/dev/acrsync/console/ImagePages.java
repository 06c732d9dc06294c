package dev.acrsync.console;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.acrsync.comparison.ExplainEndpoint;
import dev.acrsync.ledgerfigures.ImportTries;
import dev.acrsync.records.ImageSearch;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.records.ImportState;
import dev.acrsync.records.Push;
import dev.acrsync.resumption.OperationRecord;
import dev.acrsync.resumption.OperationRecords;
import dev.acrsync.settings.Settings;

/**
 * Finds an image, and tells its story.
 */
final class ImagePages {

	private static final int EARLIER = 20;

	private static final String STATES = Arrays.stream(ImportState.values())
		.map(ImportState::label)
		.collect(Collectors.joining(", "));

	private final ImageFinder finder;

	private final ImportRecords records;

	private final ImageSearch search;

	private final OperationRecords operations;

	private final ImportTries tries;

	private final ExplainEndpoint explain;

	private final Settings settings;

	ImagePages(ImageFinder finder, ImportRecords records, ImageSearch search, OperationRecords operations,
			ImportTries tries, ExplainEndpoint explain, Settings settings) {
		this.finder = finder;
		this.records = records;
		this.search = search;
		this.operations = operations;
		this.tries = tries;
		this.explain = explain;
		this.settings = settings;
	}

	Html found(String words, String state) {
		Optional<ImportState> wanted = Arrays.stream(ImportState.values())
			.filter((it) -> it.label().equals(state))
			.findFirst();
		boolean known = state.isEmpty() || wanted.isPresent();
		List<ImportRecord> records = known ? this.finder.find(words, wanted) : List.of();
		return PageFrame.around("../", "Find an image",
				Html.of("""
						<form action="images" method="get" class="row" role="search">
						<div><label for="words">Repository, repository:tag, digest, or an import's id</label>
						<input id="words" name="words" value="{}" size="40" maxlength="600"></div>
						<div><label for="state">State</label><select id="state" name="state"><option value="">any</option>{}</select></div>
						<button class="first">Find</button>
						</form>
						<p>{}</p>
						{}""",
						words, Html.join(Arrays.stream(ImportState.values()).map((it) -> option(it, wanted))),
						known ? found(records) : "There is no state '%s': there are %s.".formatted(state, STATES),
						table(records, "images/")));
	}

	private static String found(List<ImportRecord> records) {
		if (records.isEmpty()) {
			return "0 imports were found. Whole names are wanted, such as team/app or team/app:v1. Of a digest its beginning "
					+ "will do, from sha256: and 8 digits on; it finds what arrived with it, or is still to.";
		}
		return (records.size() >= ImageFinder.MOST) ? "The first " + ImageFinder.MOST + " are shown."
				: HumanNumbers.count(records.size(), "import was found", "imports were found") + ".";
	}

	private static Html option(ImportState state, Optional<ImportState> wanted) {
		return Html.of("<option{}>{}</option>", new Html(wanted.filter(state::equals).isPresent() ? " selected" : ""),
				state.label());
	}

	private static Html table(List<ImportRecord> records, String way) {
		return records.isEmpty() ? Html.NONE
				: Html.of("""
						<div class="scroll" tabindex="0" role="region" aria-label="Imports"><table class="stack">
						<thead><tr><th scope="col">Image</th><th scope="col">State</th><th scope="col">Pushed</th>
						<th scope="col">Digest</th></tr></thead>
						<tbody>{}</tbody></table></div>
						""",
						Html.join(records.stream()
							.map((it) -> Html.of("""
									<tr><td><a href="{}{}">{}</a> <span class="soft small">of {} to {}</span></td>
									<td data-label="State">{}</td><td data-label="Pushed">{}</td>
									<td data-label="Digest"><code>{}</code></td></tr>
									""", way, it.id(), it.push().image().repository().with(it.push().image().tag()),
									it.push().source(), it.target().targetName(), state(it),
									Html.time(it.push().pushedAt()), it.push().digest().value().substring(0, 19)))));
	}

	private static Html state(ImportRecord record) {
		ImportState state = record.progress().state();
		return Html.of("<span class=\"mark {}\">{}</span>{}", switch (state) {
			case SUCCEEDED, UNCHANGED -> "good";
			case FAILED, GONE -> "bad";
			default -> "doubt";
		}, state.label(),
				record.progress().error().map((it) -> Html.of(" <code>{}</code>", it.code())).orElse(Html.NONE));
	}

	Optional<Html> story(String id, boolean explained) {
		return this.records.find(id).map((record) -> story(record, explained));
	}

	private Html story(ImportRecord record, boolean explained) {
		List<OperationRecord> own = this.operations.of(record.target().image().toString())
			.stream()
			.filter((it) -> it.importId().equals(record.id()))
			.toList();
		List<ImportRecord> earlier = this.search.ofTag(record.target().image().toString(), EARLIER)
			.stream()
			.filter((it) -> !it.id().equals(record.id()))
			.toList();
		boolean retryable = record.progress().state().isRetryable() && !this.settings.console().readOnly();
		Push push = record.push();
		return PageFrame.around("../../", push.image().repository().with(push.image().tag()), Html.of("""
				<p>{} from {} ({}) to {}</p>
				{}{}<h2>Its story</h2>
				{}{}<h2>What is decided of it now</h2>
				{}<h2>Other imports of this tag</h2>
				{}""", state(record), push.source(), push.image().registry(), record.target().image(),
				record.progress()
					.error()
					.map((it) -> Html.of("<article><p><code>{}</code>: {}</p></article>\n", it.code(), it.message()))
					.orElse(Html.NONE),
				retryable ? Html.of(
						"<p class=\"row\"><a class=\"button\" href=\"../do?action=retry&amp;id={}\">Retry it</a></p>\n",
						record.id()) : Html.NONE,
				new ImportTimeline(record, rule(record), own, this.tries.read(record.id())).list(),
				push.trace().map((it) -> Html.of("<p>Trace <code>{}</code></p>\n", it.traceId())).orElse(Html.NONE),
				explained ? explanation(record)
						: Html.of("<p><a href=\"?explain=1\">Ask the registries, and the rules</a></p>\n"),
				earlier.isEmpty() ? Html.of("<p>There are none.</p>\n") : table(earlier, "")));
	}

	/**
	 * Says which rule has let it in, where that is known.
	 */
	private Optional<String> rule(ImportRecord record) {
		return record.target()
			.rule()
			.map((rule) -> "acr-sync.sources.%s.rules[%d]%s".formatted(record.push().source(), rule.index(),
					this.settings.source(record.push().source())
						.filter((source) -> source.rules().fingerprint().equals(rule.rules()))
						.isPresent() ? "" : ", as the rules were then"));
	}

	private Html explanation(ImportRecord record) {
		try {
			Push push = record.push();
			ExplainEndpoint.ImageExplanation told = this.explain.explain(push.source(),
					push.image().repository().value(), push.image().tag().value());
			return Html.of("<p>{}{}. At the source: {}</p>\n{}{}", told.decision(),
					(told.rule() != null) ? " by rule " + told.rule() : "", holds(told.source()),
					Html.join(told.rules()
						.stream()
						.map((it) -> Html.of("<p class=\"small\">Rule {}: {}</p>\n", it.rule(), it.reason()))),
					Html.join(told.targets()
						.stream()
						.map((it) -> Html.of("<p>At {}: {}{}</p>\n", it.image(), holds(it.holds()),
								Stream.ofNullable(it.standing())
									.map((standing) -> "; when it was compared last: " + standing)
									.findFirst()
									.orElse("")))));
		}
		catch (RuntimeException ex) {
			return Html.of("<p>It cannot be told: {}</p>\n", String.valueOf(ex.getMessage()));
		}
	}

	private static String holds(ExplainEndpoint.ExplainedTag state) {
		return (state.digest() != null) ? state.digest()
				: Stream.ofNullable(state.unreadable()).findFirst().orElse("no such tag");
	}

}
