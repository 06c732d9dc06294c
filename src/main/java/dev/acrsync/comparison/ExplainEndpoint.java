package dev.acrsync.comparison;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.acrsync.comparisonrecords.ComparisonRecords;
import dev.acrsync.image.Destination;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.records.ComparisonRecord;
import dev.acrsync.records.ImportProgress;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.rules.Decision;
import dev.acrsync.rules.Verdict;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.stereotype.Component;

/**
 * Says of one image what is decided, why, and how things are: {@code /actuator/explain}.
 */
@Component
@WebEndpoint(id = "explain")
public class ExplainEndpoint {

	private final Settings settings;

	private final Registries registries;

	private final ComparisonRecords comparisons;

	ExplainEndpoint(Settings settings, Registries registries, ComparisonRecords comparisons) {
		this.settings = settings;
		this.registries = registries;
		this.comparisons = comparisons;
	}

	/**
	 * Asks the registries, and the ledger.
	 */
	@ReadOperation
	public ImageExplanation explain(String source, String repository, String tag) {
		Source from = this.settings.source(source)
			.orElseThrow(() -> invalid("there is no source with this name: name one of "
					+ this.settings.sources().keySet().stream().sorted().toList()));
		return explain(from, parse("repository", repository, RepositoryName::new), parse("tag", tag, Tag::new));
	}

	private ImageExplanation explain(Source source, RepositoryName repository, Tag tag) {
		List<Verdict> verdicts = source.rules().explain(repository, tag);
		ExplainedTag there = state(this.registries.read(source.registry(), repository, tag));
		return switch (source.rules().decide(repository, tag)) {
			case Decision.Allowed(int rule, var destinations) -> new ImageExplanation("allowed", rule, verdicts, there,
					destinations.stream().map((destination) -> place(source, repository, tag, destination)).toList());
			case Decision.RepositoryNotAllowed() ->
				new ImageExplanation("repository-not-allowed", null, verdicts, there, List.of());
			case Decision.TagNotAllowed() -> new ImageExplanation("tag-not-allowed", null, verdicts, there, List.of());
			case Decision.TargetTooLong(var mapping) ->
				new ImageExplanation("repository-not-allowed: its name would be too long as '" + mapping + "'", null,
						verdicts, there, List.of());
		};
	}

	private ExplainedTarget place(Source source, RepositoryName repository, Tag tag, Destination destination) {
		RegistryAccess registry = this.settings.target(destination.target()).orElseThrow().registry();
		TaggedImage image = new TaggedImage(registry.host(), destination.repository(), tag);
		Optional<ImportRecord> newest = Optional.ofNullable(this.comparisons.newestImports(List.of(image)).get(image));
		Optional<ComparisonRecord.ImageDifference> difference = Optional
			.ofNullable(this.comparisons.differences(source.name(), repository).get(image));
		return new ExplainedTarget(destination.target(), image.toString(),
				state(this.registries.read(registry, destination.repository(), tag)),
				difference.map((it) -> it.standing().label()).orElse(null),
				difference.flatMap(ComparisonRecord.ImageDifference::owner)
					.map(ComparisonRecord.TagOwner::toString)
					.orElse(null),
				newest.map((it) -> ExplainedImport.of(it, it.push().isInto(source.name(), repository))).orElse(null));
	}

	private static ExplainedTag state(TagReading reading) {
		return switch (reading) {
			case TagReading.Found(var digest) -> new ExplainedTag(digest.value(), null);
			case Absent() -> new ExplainedTag(null, null);
			case Unreadable unreadable -> new ExplainedTag(null, unreadable.message());
		};
	}

	private static <T> T parse(String name, String value, Function<String, T> parser) {
		try {
			return parser.apply(value);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(name + ": " + ex.getMessage());
		}
	}

	private static InvalidEndpointRequestException invalid(String reason) {
		return new InvalidEndpointRequestException(reason, reason);
	}

	/**
	 * What is decided of an image, and how it is.
	 *
	 * @param decision {@code allowed}, or the reason that a push of it is refused with
	 * @param rule the index of the rule that decides
	 * @param rules what each rule says, up to that one
	 * @param source what the tag is at the source
	 * @param targets where it goes
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record ImageExplanation(String decision, @Nullable Integer rule, List<Verdict> rules, ExplainedTag source,
			List<ExplainedTarget> targets) {
	}

	/**
	 * What a tag points to: neither is present where there is no such tag.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record ExplainedTag(@Nullable String digest, @Nullable String unreadable) {
	}

	/**
	 * Somewhere the image goes.
	 *
	 * @param target the configured name of the target
	 * @param image the tag there
	 * @param holds what the tag points to now
	 * @param standing how it stood when it was compared last, unless it was there
	 * @param owner whose import made the tag, if that was another source
	 * @param newestImport the newest import of the tag
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record ExplainedTarget(String target, String image, ExplainedTag holds, @Nullable String standing,
			@Nullable String owner, @Nullable ExplainedImport newestImport) {
	}

	/**
	 * What the ledger says of it.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record ExplainedImport(String id, boolean fromHere, String origin, String digest, String state,
			@Nullable String error, Instant receivedAt, @Nullable Instant finishedAt) {

		static ExplainedImport of(ImportRecord record, boolean fromHere) {
			ImportProgress progress = record.progress();
			return new ExplainedImport(record.id(), fromHere, record.push().origin().label(),
					record.push().digest().value(), progress.state().label(),
					progress.error().map(ImportProgress.RecordedFailure::message).orElse(null), progress.receivedAt(),
					progress.finishedAt().orElse(null));
		}

	}

}
