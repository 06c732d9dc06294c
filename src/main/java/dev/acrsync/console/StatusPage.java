package dev.acrsync.console;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.acrsync.comparison.ReconcileEndpoint;
import dev.acrsync.comparisonrecords.CompletenessReport;
import dev.acrsync.console.StatusDocument.ArrivalStatus;
import dev.acrsync.console.StatusDocument.HourStatus;
import dev.acrsync.console.StatusDocument.SourceStatus;
import dev.acrsync.console.StatusDocument.TroubleStatus;
import dev.acrsync.records.ImportState;
import dev.acrsync.resumption.SetAsideMessages;
import org.jspecify.annotations.Nullable;

/**
 * The first page: how things are, on one screen. Each part is replaced by itself when it
 * says something new.
 */
final class StatusPage {

	/** So many failures are shown in full. */
	private static final int MOST = 50;

	private final StatusDocument status;

	private final boolean readOnly;

	StatusPage(StatusDocument status, boolean readOnly) {
		this.status = status;
		this.readOnly = readOnly;
	}

	Html page() {
		return PageFrame.around("", "Status",
				Html.of("{}<p id=\"refreshed\" class=\"doubt\" role=\"status\"></p>\n", parts()));
	}

	Html parts() {
		return Html.join(Stream.of(part("verdict", verdict()), part("troubles", troubles()), part("left", left()),
				part("sources", sources()), part("arrivals", arrivals()), part("facts", facts())));
	}

	private static Html part(String name, Html content) {
		return Html.of("<section data-part=\"{}\">\n{}</section>\n", name, content);
	}

	private Html verdict() {
		boolean taken = "UP".equals(this.status.readiness());
		String kind = switch (this.status.verdict()) {
			case VerdictWriter.COMPLETE -> "good";
			case VerdictWriter.INCOMPLETE -> "bad";
			default -> taken ? "doubt" : "bad";
		};
		return Html.of("<p class=\"verdict {}\" role=\"status\">{}</p>\n{}<p class=\"soft small\">As of {}. {}</p>\n{}",
				kind, this.status.sentence(),
				Html.join(this.status.unknown()
					.stream()
					.map((it) -> Html.of("<p class=\"bad\">Could not be read: {}</p>\n", it))),
				Html.time(this.status.at()),
				taken ? "Push events are taken." : "Push events are NOT taken: they get 503.", actions());
	}

	private Html actions() {
		return this.readOnly ? Html.of("<p class=\"soft\">Nothing can be done here: it is set to read-only.</p>\n")
				: Html
					.of("""
							<p class="row"><a class="button" href="console/do?action=compare">Compare now</a>
							<a class="button" href="console/do?action=plan">Dry run</a></p>
							<p class="soft small">A comparison imports what it finds missing; a dry run only tells what that would be.</p>
							""");
	}

	private Html troubles() {
		List<TroubleStatus> troubles = this.status.troubles();
		if (troubles.isEmpty()) {
			return Html.of("<h2>What failed</h2>\n<p>Nothing failed, and nothing waits for anybody.</p>\n");
		}
		return Html.of("<h2>What failed, and what cures it</h2>\n{}{}",
				Html.join(troubles.stream().limit(MOST).map(this::trouble)), (troubles.size() <= MOST) ? Html.NONE
						: Html.of("<p>and {} more kinds of trouble</p>\n", troubles.size() - MOST));
	}

	private Html left() {
		return this.status.left().isEmpty() ? Html.NONE : Html.of("<h2>What was left in the last week</h2>\n{}",
				Html.join(this.status.left().stream().limit(MOST).map(StatusPage::left)));
	}

	private static Html left(TroubleStatus left) {
		return Html.of("""
				<p><span class="mark">{}</span> {} from {} to {}, such as <a href="console/images/{}">{}</a>. {}</p>
				""", left.state(), HumanNumbers.count(left.images(), "image"), left.source(), left.target(),
				left.example(), left.image(), left.cure());
	}

	private Html trouble(TroubleStatus trouble) {
		boolean parked = ImportState.FAILED.label().equals(trouble.state());
		return Html.of("""
				<article>
				<h3><code>{}</code> <span class="mark {}">{}</span> {} from {} to {}, {}</h3>
				<p>{}{}</p>
				{}<details id="why-{}"{}><summary>What went wrong with {}</summary>
				<p>{}</p>
				<p><a href="console/images/{}">Its story</a> {}</p></details>
				{}</article>
				""", trouble.code(), parked ? "bad" : "doubt",
				parked ? "parked until it is retried"
						: trouble.needsSomebody() ? "fails until it is mended" : "tried again by itself",
				HumanNumbers.count(trouble.images(), "image"), trouble.source(), trouble.target(),
				"for " + HumanNumbers.time(Duration.ofSeconds(trouble.oldestSeconds())), who(trouble), trouble.cure(),
				command(trouble), trouble.example(),
				new Html((trouble.command().isEmpty() && trouble.needsSomebody()) ? " open" : ""), trouble.image(),
				trouble.message(), trouble.example(), RunbookPage.link("", alert(trouble)),
				parked ? retry(trouble) : next(trouble));
	}

	/** What an alert would say of it, if it stays. */
	private static String alert(TroubleStatus trouble) {
		if (ImportState.FAILED.label().equals(trouble.state())) {
			return "AcrSyncImportFailed";
		}
		return switch (trouble.code()) {
			case "throttled" -> "AcrSyncThrottled";
			case String code when code.startsWith("vendor-identity-") -> "AcrSyncVendorIdentityRefused";
			default -> "AcrSyncImportStuck";
		};
	}

	private static Html who(TroubleStatus trouble) {
		return switch (trouble.who()) {
			case "you" -> Html.of("<strong>You have to act.</strong> ");
			case "vendor" -> Html.of("<strong>The vendor has to act.</strong> ");
			default -> Html.of("<strong>Nobody has to act.</strong> ");
		};
	}

	private static Html command(TroubleStatus trouble) {
		return trouble.command().isEmpty() ? Html.NONE : Html.of("""
				<p class="soft small">{}</p>
				<div class="command"><pre>{}</pre><button type="button" data-copy hidden>Copy the command</button></div>
				""", "vendor".equals(trouble.runner()) ? "For the vendor to run:" : "To run:", trouble.command());
	}

	private Html retry(TroubleStatus trouble) {
		return this.readOnly ? Html.NONE : Html.of("""
				<p class="row"><a class="button" href="console/do?action=retry&amp;id={}">Retry {}</a>{}</p>
				""", trouble.example(), trouble.image(), (trouble.images() == 1) ? Html.NONE : Html
			.of("""

					<a class="button" href="console/do?action=retry-all&amp;source={}&amp;code={}">Retry all {} of {}</a>""",
					trouble.source(), trouble.code(), trouble.code(), trouble.source()));
	}

	private Html retry(SourceStatus source) {
		long parked = this.status.troubles()
			.stream()
			.filter((it) -> it.source().equals(source.source()) && ImportState.FAILED.label().equals(it.state()))
			.mapToLong(TroubleStatus::images)
			.sum();
		return (this.readOnly || parked == 0) ? Html.NONE
				: Html.of(
						"""
								<p class="row"><a class="button" href="console/do?action=retry-all&amp;source={}">Retry all that are parked of {} ({})</a></p>
								""",
						source.source(), source.source(), parked);
	}

	private static Html next(TroubleStatus trouble) {
		return (trouble.nextAttemptAt() != null) ? Html.of(
				"<p class=\"soft\">{} at {}.</p>\n", trouble.needsSomebody()
						? "Once it is mended nothing more is to be done: the next try is" : "The next try is",
				Html.time(trouble.nextAttemptAt())) : Html.NONE;
	}

	private Html sources() {
		return Html.of("<h2>Sources</h2>\n{}", Html.join(this.status.sources().stream().map(this::source)));
	}

	private Html source(SourceStatus source) {
		return Html.of("""
				<article>
				<h3>{} <span class="mark {}">{}</span> <span class="soft small">{}</span></h3>
				<div class="scroll" tabindex="0" role="region" aria-label="Rules of {}"><table class="stack">
				<thead><tr><th scope="col">Rule</th><th scope="col">Target</th><th scope="col">Here</th>
				<th scope="col">Not here</th><th scope="col">Oldest waits</th><th scope="col">Compared</th></tr></thead>
				<tbody>{}</tbody></table></div>
				{}<p class="small">{}</p>
				{}{}{}</article>
				""", source.source(), source.complete() ? "good" : "doubt",
				source.complete() ? "complete" : "not complete", source.registry(), source.source(),
				Html.join(source.rules().stream().map(StatusPage::rule)), unchecked(source), calls(source),
				missed(source), pulls(source), retry(source));
	}

	private static Html rule(CompletenessReport.ReportRow row) {
		long present = row.images().getOrDefault("present", 0L);
		String others = row.images()
			.entrySet()
			.stream()
			.filter((it) -> !"present".equals(it.getKey()) && it.getValue() > 0)
			.map((it) -> it.getValue() + " " + it.getKey())
			.collect(Collectors.joining(", "));
		return Html.of(
				"""
						<tr><td data-label="Rule">{}</td><td data-label="Target">{}</td>
						<td data-label="Here">{} of {}</td><td data-label="Not here">{}</td><td data-label="Oldest waits">{}</td>
						<td data-label="Compared">{}</td></tr>
						""",
				String.join(", ", row.repositories()), row.target(), present, row.matching(),
				others.isEmpty() ? "nothing" : others,
				(row.oldestDifferenceSeconds() > 0)
						? HumanNumbers.time(Duration.ofSeconds(row.oldestDifferenceSeconds())) : "–",
				(row.checkedAt() != null) ? Html.time(row.checkedAt()) : "not yet");
	}

	private static Html unchecked(SourceStatus source) {
		List<Html> reasons = source.rules()
			.stream()
			.flatMap((row) -> row.uncheckedReasons().stream())
			.distinct()
			.limit(10)
			.map((it) -> Html.of(
					"""
							<details class="small" id="unchecked-{}-{}"><summary>Not compared: {}</summary><p>{} {}</p></details>
							""",
					source.source(), it.repository(), it.repository().isEmpty() ? "the catalog" : it.repository(),
					it.reason(), RunbookPage.link("", "AcrSyncUnchecked")))
			.toList();
		return Html.join(reasons.stream());
	}

	private static Html calls(SourceStatus source) {
		return source.calls().isEmpty() ? uncalled(source)
				: Html.join(source.calls()
					.stream()
					.map((it) -> Html.of("Last {} by {}: {}. ", it.kind(), it.door(), Html.time(it.at()))));
	}

	private static Html uncalled(SourceStatus source) {
		List<String> doors = source.doors().stream().filter((door) -> !"watch".equals(door)).toList();
		return doors.isEmpty() ? Html.of("Nobody calls for it: what was pushed is looked up.")
				: Html.of("No event has come yet by {}.", String.join(" or ", doors));
	}

	private static Html pulls(SourceStatus source) {
		StatusDocument.WatchStatus watch = source.watch();
		Html watched = (watch != null) ? Html.of("<p class=\"small\">Watched, last {}.{}</p>\n",
				(watch.lookedAt() != null) ? Html.time(watch.lookedAt()) : "never",
				(watch.trouble() != null) ? " " + watch.trouble() : "") : Html.NONE;
		List<SetAsideMessages.SetAsideMessage> aside = source.setAside();
		Stream<Html> messages = (aside != null) ? aside.stream()
			.map((it) -> Html.of("<p class=\"small\">Set aside from its queue, {} of {}: {}: {}</p>\n", it.id(),
					Html.time(it.insertedAt()), it.reason(), it.excerpt()))
				: Stream.empty();
		return Html.join(Stream.concat(Stream.of(watched), messages));
	}

	private static Html missed(SourceStatus source) {
		StatusDocument.MissedStatus missed = source.missed();
		return (missed != null)
				? Html.of("<p class=\"small\">No event announced {}, the last one of {}, found at {}. {}</p>\n",
						HumanNumbers.count(missed.events(), "push", "pushes"), missed.lastImage(),
						Html.time(missed.lastAt()), RunbookPage.link("", "AcrSyncMissedEvents"))
				: Html.NONE;
	}

	private Html arrivals() {
		ArrivalStatus arrivals = this.status.arrivals();
		if (arrivals.images() == 0) {
			return Html.of("<h2>The last 24 hours</h2>\n<p>No announced image arrived.</p>\n");
		}
		String sentence = "%s arrived; half of them within %s of their push, 99 of 100 within %s.".formatted(
				HumanNumbers.count(arrivals.images(), "announced image"), HumanNumbers.seconds(arrivals.p50Seconds()),
				HumanNumbers.seconds(arrivals.p99Seconds()));
		return Html.of(
				"""
						<h2>The last 24 hours</h2>
						<p>{}</p>
						{}<details id="hours"><summary>By hour</summary><div class="scroll"><table>
						<thead><tr><th scope="col">From</th><th scope="col" class="number">Images</th>
						<th scope="col" class="number">Half within</th><th scope="col" class="number">99 of 100 within</th></tr></thead>
						<tbody>{}</tbody></table></div></details>
						""",
				sentence, bars(arrivals.hours(), sentence),
				Html.join(arrivals.hours().stream().filter((it) -> it.images() > 0).map(StatusPage::hour)));
	}

	private static Html hour(HourStatus hour) {
		return Html.of(
				"<tr><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
				Html.time(hour.at()), hour.images(), HumanNumbers.seconds(hour.p50Seconds()),
				HumanNumbers.seconds(hour.p99Seconds()));
	}

	private static Html bars(List<HourStatus> hours, String sentence) {
		long most = Math.max(1, hours.stream().mapToLong(HourStatus::images).max().orElse(1));
		return Html.of(
				"""
						<svg class="bars" viewBox="0 0 240 50" preserveAspectRatio="none" role="img" aria-label="Images by hour. {}">
						<line x1="0" y1="50" x2="240" y2="50"></line>{}</svg>
						""",
				sentence, Html.join(IntStream.range(0, hours.size()).mapToObj((i) -> {
					long height = (hours.get(i).images() == 0) ? 0 : Math.max(2, hours.get(i).images() * 48 / most);
					return Html.of("<rect x=\"{}\" y=\"{}\" width=\"8\" height=\"{}\"></rect>", i * 10 + 1, 50 - height,
							height);
				})));
	}

	private Html facts() {
		return Html.of(
				"""
						<h2>How it goes</h2>
						<div class="cells">
						<div><h3>Imports</h3><p>{}</p></div>
						<div><h3>Comparison</h3>{}</div>
						<div><h3>Targets</h3>{}{}</div>
						<div><h3>Passwords that end</h3>{}</div>
						<div><h3>Service</h3><p>{}, {}; {}, {} MB</p></div>
						</div>
						<footer><p>The same as <a href="actuator/status">JSON</a>. The <a href="console/runbook">runbook</a> tells of each
						alert what to do, docs/troubleshooting.md more of each code.</p></footer>
						""",
				imports(this.status.imports()), comparison(this.status.comparison()),
				Html.join(this.status.targets()
					.stream()
					.map((it) -> Html.of("<p>{}: {} at once here{}</p>", it.target(),
							HumanNumbers.count(it.concurrency(), "import"),
							(it.throttled() > 0) ? ", throttled " + HumanNumbers.count(it.throttled(), "time") : ""))),
				Html.join(this.status.closedRegistries()
					.stream()
					.map((it) -> Html.of("<p><span class=\"mark bad\">does not answer</span> {}</p>", it))),
				passwords(), "Version " + this.status.service().version(),
				HumanNumbers.count(this.status.service().replicas().size(), "replica"),
				this.status.service().database(), this.status.service().ledgerBytes() / 1_000_000);
	}

	private static String imports(Map<String, Long> imports) {
		return imports.entrySet()
			.stream()
			.map((it) -> "%,d %s".formatted(it.getValue(), it.getKey()))
			.collect(Collectors.joining(", "));
	}

	private static Html comparison(ReconcileEndpoint.@Nullable ComparisonStatus comparison) {
		if (comparison == null) {
			return Html.of("<p>It is not known.</p>");
		}
		if ("running".equals(comparison.state())) {
			return Html.of("<p>It runs since {}: {} of {} repositories, {} images to bring.</p>",
					at(comparison.startedAt()), comparison.checkedRepositories(), comparison.repositories(),
					comparison.found());
		}
		return Html.of("<p>Last ended: {}</p><p>Next: {}</p>{}", at(comparison.endedAt()),
				(comparison.nextAt() != null) ? Html.time(comparison.nextAt()) : "when it is asked for",
				(comparison.trouble() != null) ? Html.of("<p>{}</p>", comparison.trouble()) : Html.NONE);
	}

	private static Object at(@Nullable Instant at) {
		return (at != null) ? Html.time(at) : "never";
	}

	private Html passwords() {
		return this.status.passwords().isEmpty() ? Html.of("<p>None is known to.</p>")
				: Html.join(this.status.passwords()
					.stream()
					.limit(20)
					.map((it) -> Html.of("<p>{}: {}{}</p>", it.of(), Html.time(it.endsAt()),
							it.endsAt().isBefore(this.status.at()) ? Html.of(" <span class=\"mark bad\">over</span>")
									: Html.NONE)));
	}

}
