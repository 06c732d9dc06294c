package dev.acrsync.comparison;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import dev.acrsync.comparisonrecords.ComparisonRecords;
import dev.acrsync.comparisonrecords.ListingContinuations;
import dev.acrsync.comparisonrecords.RulesFingerprint;
import dev.acrsync.image.Destination;
import dev.acrsync.image.Digest;
import dev.acrsync.image.ReferrerTag;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.inventory.AllowedSourceTags;
import dev.acrsync.inventory.PacedRegistries;
import dev.acrsync.inventory.SourceTag;
import dev.acrsync.inventory.TargetTags;
import dev.acrsync.records.ComparisonRecord;
import dev.acrsync.records.ImageStatus;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.TargetImage;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.rules.Decision;
import dev.acrsync.rules.DeletedAtTarget;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;

/**
 * Compares one repository of a source with all places that it goes to. Reads only.
 */
final class RepositoryComparer {

	/** For how many tags of a repository the target is asked what they belong to. */
	private static final int MOST_ASKED = 100;

	private final Settings settings;

	private final ComparisonRecords comparisons;

	private final ListingContinuations continuations;

	private final Clock clock;

	RepositoryComparer(Settings settings, ComparisonRecords comparisons, ListingContinuations continuations,
			Clock clock) {
		this.settings = settings;
		this.comparisons = comparisons;
		this.continuations = continuations;
		this.clock = clock;
	}

	/**
	 * Compares. The targets are listed before the source: what the source has by then and
	 * a target had not yet is either known to the ledger, or really unannounced so far.
	 */
	RepositoryComparison check(Source source, RepositoryName repository, PacedRegistries registries) {
		Instant at = this.clock.instant();
		String rules = RulesFingerprint.of(this.settings, source);
		Map<ComparedRepository, TargetTags> places = new HashMap<>();
		for (Destination destination : source.rules().destinations(repository)) {
			places.computeIfAbsent(ComparedRepository.of(destination),
					(place) -> TargetTags.of(registries, target(destination), place.repository(),
							(tag) -> source.rules().decide(repository, tag) instanceof Decision.Allowed));
		}
		Optional<Tag> after = this.continuations.of(source.name(), ListingContinuations.TAGS + repository, rules)
			.map((it) -> new Tag(it.after()));
		return switch (AllowedSourceTags.of(registries, source, repository, after)) {
			case AllowedSourceTags.UntoldTags(var reason) ->
				RepositoryComparison.unreadable(source, repository, rules, at, reason.message(), reason.isOutage());
			case AllowedSourceTags.ReadTags(var tags, var part) -> {
				Set<Tag> names = tags.stream().map(SourceTag::tag).collect(Collectors.toSet());
				places.values().forEach((place) -> place.know(names));
				RepositoryComparison comparison = compare(source, repository, rules, at, tags, places, registries);
				yield part.map(comparison::partly).orElse(comparison);
			}
		};
	}

	private Target target(Destination destination) {
		return this.settings.target(destination.target()).orElseThrow();
	}

	private RepositoryComparison compare(Source source, RepositoryName repository, String rules, Instant at,
			List<SourceTag> tags, Map<ComparedRepository, TargetTags> places, PacedRegistries registries) {
		Map<String, ComparisonRecord.ComparisonGap> gaps = new LinkedHashMap<>();
		Map<TargetImage, ComparedTag> compared = new LinkedHashMap<>();
		for (SourceTag tag : BackfillSelection.newestFirst(tags)) {
			for (Destination destination : tag.allowed().destinations()) {
				TagReading there = gaps.containsKey(destination.target()) ? new Absent()
						: Optional.ofNullable(places.get(ComparedRepository.of(destination)))
							.orElseThrow()
							.read(tag.tag());
				if (there instanceof Unreadable unreadable) {
					gaps.put(destination.target(),
							new ComparisonRecord.ComparisonGap(repository.value(), destination.target(),
									"Target '" + destination.target() + "' cannot be read: " + unreadable.message()));
				}
				compared.put(TargetImage.of(destination, target(destination).registry().host(), tag.tag(),
						source.rules().reference(tag.allowed().rule())), new ComparedTag(tag, there));
			}
		}
		Map<Integer, Set<Tag>> chosen = chosen(source, repository, tags, at, gaps);
		compared.keySet().removeIf((image) -> gaps.containsKey(image.targetName()));
		Set<String> targets = new HashSet<>();
		source.rules().destinations(repository).forEach((destination) -> targets.add(destination.target()));
		targets.removeAll(gaps.keySet());
		return new RepositoryComparison(source, repository, rules, at, Set.copyOf(targets),
				findings(source, repository,
						new ImageComparer(rules, at, this.clock.instant(), lookedAt(source, rules), chosen), compared,
						registries),
				List.copyOf(gaps.values()), false, Optional.empty());
	}

	/**
	 * Returns when the last comparison began that went through the source by these rules.
	 */
	private Optional<Instant> lookedAt(Source source, String rules) {
		return this.comparisons.baseline(source.name())
			.filter((it) -> it.rules().equals(rules))
			.map(ComparisonRecord.RepositoryBaseline::at);
	}

	private static Map<Integer, Set<Tag>> chosen(Source source, RepositoryName repository, List<SourceTag> tags,
			Instant at, Map<String, ComparisonRecord.ComparisonGap> gaps) {
		Map<Integer, Set<Tag>> chosen = new HashMap<>();
		tags.stream().collect(Collectors.groupingBy((tag) -> tag.allowed().rule())).forEach((rule, itsTags) -> {
			Optional<Set<Tag>> selected = BackfillSelection.withReferrers(source.rules().rules().get(rule).backfill(),
					itsTags, at);
			if (selected.isEmpty()) {
				source.rules()
					.rules()
					.get(rule)
					.targets()
					.forEach((target) -> gaps.put(target, new ComparisonRecord.ComparisonGap(repository.value(), target,
							("acr-sync.sources.%s.rules[%d].backfill is 'since', which this registry cannot serve: it does not "
									+ "tell when a tag was pushed. Write all, none or latest:<number>")
								.formatted(source.name(), rule))));
			}
			chosen.put(rule, selected.orElse(Set.of()));
		});
		return chosen;
	}

	private List<ComparedImage> findings(Source source, RepositoryName repository, ImageComparer comparer,
			Map<TargetImage, ComparedTag> compared, PacedRegistries registries) {
		Map<String, ComparisonRecord.RepositoryBaseline> baselines = this.comparisons.baselines(source.name(),
				repository);
		Map<TaggedImage, ComparisonRecord.ImageDifference> before = this.comparisons.differences(source.name(),
				repository);
		Map<TaggedImage, ImportRecord> newest = this.comparisons
			.newestImports(compared.keySet().stream().map(TargetImage::image).toList());
		Map<TaggedImage, ComparisonRecord.ImageArrival> arrivals = this.comparisons.arrivals(source.name(), repository);
		Map<TaggedImage, ComparisonRecord.TagOwner> owners = this.comparisons
			.owners(compared.keySet().stream().map(TargetImage::image).toList());
		List<ComparedImage> findings = new ArrayList<>();
		compared.forEach((image, one) -> findings.add(comparer.judge(one.tag(), image, one.there(),
				Optional.ofNullable(newest.get(image.image()))
					.filter((it) -> it.push().isInto(source.name(), repository)),
				Optional.ofNullable(baselines.get(image.targetName())), Optional.ofNullable(before.get(image.image())),
				new ImageComparer.ImageMemory(leaves(source, one.tag()),
						Optional.ofNullable(arrivals.get(image.image())).map(ComparisonRecord.ImageArrival::digest),
						Optional.ofNullable(owners.get(image.image()))
							.or(() -> Optional.ofNullable(before.get(image.image()))
								.flatMap(ComparisonRecord.ImageDifference::owner))
							.filter((owner) -> isOfAnother(owner, source, repository) && sends(owner, image))))));
		return withoutStrayReferrers(source, repository, findings, registries);
	}

	private static boolean leaves(Source source, SourceTag tag) {
		return source.rules().rules().get(tag.allowed().rule()).deletedAtTarget() == DeletedAtTarget.LEAVE;
	}

	private static boolean isOfAnother(ComparisonRecord.TagOwner owner, Source source, RepositoryName repository) {
		return !owner.equals(new ComparisonRecord.TagOwner(source.name(), repository));
	}

	/**
	 * Tells whether the rules of now let an owner send a tag there: else it has given it
	 * up.
	 */
	private boolean sends(ComparisonRecord.TagOwner owner, TargetImage image) {
		return this.settings.source(owner.source())
			.filter((source) -> source.rules().send(owner.repository(), image.image().tag(), image.destination()))
			.isPresent();
	}

	/**
	 * Leaves out what is let in only for an image that it belongs to, where the target
	 * does not have that image: it comes along with it. What belongs to a platform of an
	 * image is found by asking the target for the platform's manifest.
	 */
	private List<ComparedImage> withoutStrayReferrers(Source source, RepositoryName repository,
			List<ComparedImage> findings, PacedRegistries registries) {
		Set<String> present = findings.stream()
			.filter(ComparedImage::present)
			.map((compared) -> compared.target().image().with(compared.tag().digest()))
			.collect(Collectors.toSet());
		AtomicInteger asked = new AtomicInteger();
		return findings.stream()
			.filter((finding) -> ReferrerTag.of(finding.tag().tag())
				.filter((referrer) -> source.rules().isOnlyFor(repository, referrer))
				.filter((referrer) -> !present.contains(finding.target().image().with(referrer.subject())))
				.filter((referrer) -> finding.standing() != ImageStatus.MISSING || asked.incrementAndGet() > MOST_ASKED
						|| !isThere(finding, referrer.subject(), registries))
				.isEmpty())
			.toList();
	}

	private boolean isThere(ComparedImage compared, Digest subject, PacedRegistries registries) {
		Destination destination = compared.target().destination();
		return registries.read(target(destination).registry(), destination.repository(),
				subject) instanceof TagReading.Found;
	}

	/**
	 * A repository at a target.
	 */
	private record ComparedRepository(String target, RepositoryName repository) {

		static ComparedRepository of(Destination destination) {
			return new ComparedRepository(destination.target(), destination.repository());
		}

	}

	/**
	 * A tag at the source, and what the target has.
	 */
	private record ComparedTag(SourceTag tag, TagReading there) {
	}

}
