package dev.acrsync.comparison;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.acrsync.comparisonrecords.ComparisonLease.ReferrerLookCounts;
import dev.acrsync.comparisonrecords.ReferrerRounds.RoundPosition;
import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.inventory.ListedManifests;
import dev.acrsync.inventory.PacedRegistries;
import dev.acrsync.referrers.ImageReferrer;
import dev.acrsync.referrers.ManifestInventory;
import dev.acrsync.referrers.ReferrerWalk;
import dev.acrsync.referrers.UntaggedReader;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ReferrerListings;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.rules.ReferrerRule;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, in one source and one comparison, for what refers to images that the targets
 * have, and was pushed after them. Goes round: it passes over all up to where an earlier
 * one has stopped, and stops itself when it has asked as often as it may. Reads only.
 */
final class ReferrerLook {

	private static final Logger logger = LoggerFactory.getLogger(ReferrerLook.class);

	private final Settings settings;

	private final PacedRegistries registries;

	private final Source source;

	private final Optional<RoundPosition> after;

	private final int allowed;

	private final ManifestInventory inventory;

	/** Tells what belongs to the images of the repository that is looked at. */
	private ReferrerListings listings;

	/** What repositories at the targets have, where that was listed. */
	private Map<String, Optional<Set<Digest>>> there = Map.of();

	/** How many images of the repository are looked at. */
	private int due;

	/** How often the source was asked what refers to something. */
	private int listed;

	/** Whether all that follows is left to a later comparison. */
	private boolean stopped;

	private boolean told = true;

	ReferrerLook(Settings settings, PacedRegistries registries, Source source, Optional<RoundPosition> after,
			int allowed, ManifestInventory inventory) {
		this.settings = settings;
		this.registries = registries;
		this.source = source;
		this.after = after;
		this.allowed = allowed;
		this.stopped = allowed == 0;
		this.inventory = inventory;
		this.listings = registries;
	}

	/**
	 * Tells whether it has come to the end of what it was shown.
	 */
	boolean isRoundOver() {
		return !this.stopped;
	}

	/**
	 * Looks at the images of one repository. Those whose import waits, runs or is parked
	 * are left to that import.
	 */
	ReferrerLookResult at(RepositoryComparison comparison) {
		List<ComparedImage> lacking = new ArrayList<>();
		ReferrerLookCounts looks = ReferrerLookCounts.NONE;
		Optional<RoundPosition> position = Optional.empty();
		boolean silent = false;
		SortedMap<String, List<ComparedImage>> images = images(comparison);
		begin(comparison.repository(), images.keySet());
		for (Map.Entry<String, List<ComparedImage>> image : images.entrySet()) {
			RoundPosition here = new RoundPosition(comparison.repository().value(), image.getKey());
			if (this.after.filter((it) -> here.compareTo(it) <= 0).isPresent() || isEnough(silent)) {
				looks = looks.plus(new ReferrerLookCounts(0, 1, 0));
				continue;
			}
			boolean looked = !silent && look(comparison.repository(), image.getValue(), lacking);
			silent = !looked;
			looks = looks.plus(looked ? new ReferrerLookCounts(1, 0, 0) : new ReferrerLookCounts(0, 0, 1));
			position = Optional.of(here);
		}
		return new ReferrerLookResult(List.copyOf(lacking), looks, position);
	}

	private void begin(RepositoryName repository, Set<String> images) {
		this.due = isEnough(false) ? 0
				: (int) images.stream()
					.filter((image) -> this.after
						.filter((it) -> new RoundPosition(repository.value(), image).compareTo(it) <= 0)
						.isEmpty())
					.count();
		this.there = new HashMap<>();
		this.listings = ListedManifests.of(this.registries, this.inventory, this.source, repository, this.due)
			.orElse(this.registries);
	}

	private boolean isEnough(boolean silent) {
		this.stopped = this.stopped || (this.listed >= this.allowed && !silent);
		return this.stopped;
	}

	private SortedMap<String, List<ComparedImage>> images(RepositoryComparison comparison) {
		SortedMap<String, List<ComparedImage>> images = comparison.findings()
			.stream()
			.filter((compared) -> compared.present() && rule(comparison.repository(), compared).enabled())
			.collect(Collectors.groupingBy((finding) -> finding.tag().digest().value(), TreeMap::new,
					Collectors.toList()));
		images.values().removeIf((image) -> image.stream().noneMatch(ComparedImage::settled));
		return images;
	}

	private ReferrerRule rule(RepositoryName repository, ComparedImage compared) {
		return this.source.rules().referrers(repository, compared.tag().tag());
	}

	/**
	 * Adds those of an image that lack something.
	 * @return false if a registry does not tell
	 */
	private boolean look(RepositoryName repository, List<ComparedImage> image, List<ComparedImage> lacking) {
		Map<ReferrerRule, List<Digest>> belonging = new HashMap<>();
		for (ComparedImage compared : image) {
			ReferrerRule rule = rule(repository, compared);
			if (!belonging.containsKey(rule)) {
				UntaggedReader reader = new UntaggedReader(this.listings, this.source.registry(), repository);
				belonging.put(rule, belonging(reader, rule, compared.tag().digest()));
				this.listed += (this.listings == this.registries) ? reader.listed() : 0;
				if (reader.untold().isPresent()) {
					// What ails one image may ail it for ever: the next comparison goes
					// on
					// after it.
					this.stopped = reader.untold().get().isOutage();
					untold(repository, reader.untold().get().message());
					return false;
				}
			}
		}
		return compare(repository, image, belonging, lacking);
	}

	private static List<Digest> belonging(UntaggedReader reader, ReferrerRule rule, Digest image) {
		ReferrerWalk walk = new ReferrerWalk(reader, rule, image);
		List<Digest> all = new ArrayList<>();
		for (List<ImageReferrer> level = walk.next(); !level.isEmpty(); level = walk.next()) {
			level.forEach((it) -> all.add(it.digest()));
		}
		return all;
	}

	private boolean compare(RepositoryName repository, List<ComparedImage> image,
			Map<ReferrerRule, List<Digest>> belonging, List<ComparedImage> lacking) {
		boolean told = true;
		Map<String, List<ComparedImage>> places = image.stream()
			.collect(Collectors.groupingBy(ComparedImage::place, TreeMap::new, Collectors.toList()));
		for (List<ComparedImage> place : places.values()) {
			Map<Digest, TagReading> there = new HashMap<>();
			if (place.stream().allMatch(ComparedImage::settled)) {
				place.stream()
					.filter((compared) -> lacks(compared,
							Optional.ofNullable(belonging.get(rule(repository, compared))).orElseThrow(), there))
					.findFirst()
					.ifPresent(lacking::add);
			}
			told = told && there.values().stream().noneMatch(Unreadable.class::isInstance);
		}
		return told;
	}

	private boolean lacks(ComparedImage compared, List<Digest> belonging, Map<Digest, TagReading> there) {
		RegistryAccess target = this.settings.target(compared.targetName()).orElseThrow().registry();
		RepositoryName repository = compared.target().destination().repository();
		return belonging.stream()
			.map((manifest) -> there.computeIfAbsent(manifest,
					(digest) -> isListed(compared.place(), target, repository, digest) ? new TagReading.Found(digest)
							: this.registries.read(target, repository, digest)))
			.anyMatch(Absent.class::isInstance);
	}

	/**
	 * Tells whether a target is known to have a manifest by a list of all that it has.
	 */
	private boolean isListed(String place, RegistryAccess target, RepositoryName repository, Digest manifest) {
		return this.due >= ListedManifests.FEW
				&& this.there
					.computeIfAbsent(place,
							(_) -> ListedManifests.list(this.registries, target, repository,
									this.due * ManifestInventory.PAGE))
					.filter((digests) -> digests.contains(manifest))
					.isPresent();
	}

	private void untold(RepositoryName repository, String message) {
		if (this.told) {
			this.told = false;
			logger.info("Source '{}' does not tell what refers to the images of '{}': {}", this.source.name(),
					repository, message);
		}
	}

}
