package dev.acrsync.console;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import dev.acrsync.comparison.DryRuns;
import dev.acrsync.comparison.ReconcileEndpoint;
import dev.acrsync.database.SharedReading;
import dev.acrsync.doctor.Diagnosis;
import dev.acrsync.doctor.Doctor;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * What operators can have done: it is asked for first, then done as the endpoints do it,
 * and said what came of it.
 */
final class ActionPages {

	/**
	 * Longer than a dry run usually takes, and shorter than people wait without a word.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(4);

	private final ImportsEndpoint imports;

	private final ReconcileEndpoint comparison;

	private final DryRunWaiter dryRuns;

	private final Doctor doctor;

	private final SharedReading<StatusDocument> status;

	ActionPages(ImportsEndpoint imports, ReconcileEndpoint comparison, Doctor doctor,
			SharedReading<StatusDocument> status) {
		this.imports = imports;
		this.comparison = comparison;
		this.dryRuns = new DryRunWaiter(() -> comparison.run(true), PATIENCE);
		this.doctor = doctor;
		this.status = status;
	}

	Optional<Action> action(String name, Map<String, String> fields) {
		String id = fields.getOrDefault("id", "");
		Optional<String> source = Optional.ofNullable(fields.get("source"));
		Optional<String> code = Optional.ofNullable(fields.get("code"));
		String parked = "that are parked%s%s".formatted(code.map(" with %s"::formatted).orElse(""),
				source.map(" of %s"::formatted).orElse(""));
		return Optional.ofNullable(switch (name) {
			case "retry" -> new Action("Retry one image", "retry of import " + id,
					"The import %s is tried again at once.".formatted(id), () -> answer(this.imports.retry(id)),
					() -> unretryable(id));
			case "retry-all" -> new Action("Retry all", "retry of all " + parked,
					"All imports %s are tried again at once.".formatted(parked),
					() -> answer(this.imports.retryAll("failed", source.orElse(null), null, code.orElse(null))),
					() -> unparked(source, code, parked));
			case "compare" -> new Action("Compare now", "a comparison",
					"The registries are compared at once, and what is missing is brought.",
					() -> answer(this.comparison.run(false)), Optional::empty);
			case "plan" -> new Action("Dry run", "a dry run",
					"The registries are compared, and it is told what would be brought. Nothing is written. It may take minutes.",
					() -> planned(this.dryRuns::begin), Optional::empty);
			case "doctor" -> new Action("Run the doctor", "the doctor",
					"Configuration, identity, registries and the database are checked. It takes some seconds, and changes nothing.",
					() -> new Done(200, findings(this.doctor.examine())), Optional::empty);
			default -> null;
		});
	}

	/**
	 * Asks whether it is to be done, if there is anything to do.
	 */
	Done ask(Action action, Map<String, String> fields) {
		Optional<Done> nothing = action.obstacle().get();
		if (nothing.isPresent()) {
			return framed(action, nothing.get());
		}
		return new Done(200, PageFrame.around("../", action.title(), Html.of("""
				<p>{}</p>
				<form method="post" action="do" class="row">
				{}<button class="first">Yes, {}</button>
				<a class="button" href="../">No, go back</a>
				</form>
				""", action.question(), Html.join(fields.entrySet()
			.stream()
			.map((it) -> Html.of("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", it.getKey(), it.getValue()))),
				action.title().toLowerCase(Locale.ROOT))));
	}

	Done run(Action action) {
		Done done = action.work().get();
		this.status.expire();
		return framed(action, done);
	}

	/**
	 * Shows what came of the latest dry run, or how far it is.
	 */
	Done look(Action action) {
		return framed(action, planned(this.dryRuns::look));
	}

	private Done planned(Supplier<Optional<WebEndpointResponse<Object>>> dryRun) {
		try {
			return dryRun.get().map(ActionPages::answer).orElseGet(this::unfinished);
		}
		catch (IllegalStateException ex) {
			return new Done(500, said("bad", "Not done: " + ex.getMessage()));
		}
	}

	private Done unfinished() {
		if (!this.dryRuns.isUnderWay()) {
			return new Done(404, said("doubt", "No dry run was asked for here since this replica started."));
		}
		String far = this.comparison.dryRun()
			.map((it) -> ": %d of %d repositories are compared after %s".formatted(it.checked(), it.repositories(),
					HumanNumbers.time(it.since())))
			.orElse("");
		return new Done(202,
				Html.of("""
						{}<p>Where a registry takes no more requests in this minute, as of what refers to images, it waits for the next.
						This page asks by itself until it is done; or <a href="do?action=plan&amp;look=1">look again</a>.</p>
						""",
						said("doubt", "The dry run is under way" + far + ".")),
				true);
	}

	private static Done framed(Action action, Done done) {
		return new Done(done.code(), PageFrame.around("../", action.title(), Html
			.of("{}<p class=\"row\"><a class=\"button\" href=\"../\">Back to the status</a></p>\n", done.page())),
				done.unfinished());
	}

	private Optional<Done> unretryable(String id) {
		WebEndpointResponse<Object> found = this.imports.one(id);
		return switch (found.getStatus()) {
			case WebEndpointResponse.STATUS_OK -> Optional.empty();
			case WebEndpointResponse.STATUS_NOT_FOUND -> Optional.of(new Done(found.getStatus(),
					said("bad", "There is no import '%s', so there is nothing to retry.".formatted(id))));
			default -> Optional.of(answer(found));
		};
	}

	private Optional<Done> unparked(Optional<String> source, Optional<String> code, String parked) {
		return this.imports.isAnyParked(source, code) ? Optional.empty()
				: Optional.of(new Done(404, said("doubt", "There are no imports %s.".formatted(parked))));
	}

	private static Done answer(WebEndpointResponse<Object> response) {
		return new Done(response.getStatus(), switch (response.getBody()) {
			case ImportView view ->
				said("good", "It is tried again: %s:%s of %s".formatted(view.repository(), view.tag(), view.source()));
			case ImportsEndpoint.RetriedImports retried ->
				said("good", HumanNumbers.count(retried.retried(), "import is", "imports are") + " tried again.");
			case ReconcileEndpoint.ComparisonStatus _ ->
				said("good", "A comparison has begun. The status tells how far it is.");
			case DryRuns.DryRunResult plan -> plan(plan);
			case Map<?, ?> problem -> said("bad", "Not done. " + problem.get("detail"));
			case null, default -> said("doubt", "It is not known what came of it.");
		});
	}

	private static Html said(String kind, String words) {
		return Html.of("<p class=\"verdict {}\" role=\"status\">{}</p>\n", kind, words);
	}

	private static Html plan(DryRuns.DryRunResult plan) {
		return Html.of("{}{}{}",
				said((plan.count() == 0) ? "good" : "doubt",
						HumanNumbers.count(plan.count(), "image", "images") + " would be brought."),
				Html.join(plan.unchecked().stream().map((it) -> Html.of("<p>Not compared: {}</p>\n", it))),
				Html.join(plan.images()
					.stream()
					.map((it) -> Html.of(
							"<p><code>{}</code> → <code>{}</code> <span class=\"soft small\">{}</span></p>\n",
							it.source(), it.target(), it.digest()))));
	}

	private static Html findings(Diagnosis diagnosis) {
		return Html.join(diagnosis.findings().stream().map((it) -> Html.of("""
				<article><h2 class="h3"><span class="mark {}">{}</span> {}</h2><p>{}</p>{}</article>
				""", switch (it.level()) {
			case OK -> "good";
			case WARNING -> "doubt";
			case ERROR -> "bad";
		}, switch (it.level()) {
			case OK -> "well";
			case WARNING -> "warning";
			case ERROR -> "error";
		}, it.subject(), it.what(),
				it.cure().isEmpty() ? Html.NONE : Html.of("<p><strong>Cure:</strong> {}</p>", it.cure()))));
	}

	/**
	 * Something that can be done.
	 *
	 * @param title what it is
	 * @param words what it is, for the log
	 * @param question what it will do
	 * @param work does it
	 * @param obstacle tells why there is nothing to do, if there is nothing
	 */
	record Action(String title, String words, String question, Supplier<Done> work, Supplier<Optional<Done>> obstacle) {

		/**
		 * Tells whether it changes nothing at all.
		 */
		boolean isReading() {
			return "the doctor".equals(this.words);
		}

	}

	/**
	 * What came of it.
	 *
	 * @param unfinished whether to look again
	 */
	record Done(int code, Html page, boolean unfinished) {

		Done(int code, Html page) {
			this(code, page, false);
		}

	}

}
