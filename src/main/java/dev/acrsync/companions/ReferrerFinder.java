package dev.acrsync.companions;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.acrsync.image.Digest;
import dev.acrsync.image.ReferrerTag;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.importtask.ImportTask;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.referrers.SubjectReader;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.ReferrerListings;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.settings.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what belongs to images at the sources, and tells the sources that never tell from
 * those that do not for the moment.
 */
public final class ReferrerFinder {

	private static final Logger logger = LoggerFactory.getLogger(ReferrerFinder.class);

	private static final String TAGS = "tags";

	private final Registries registries;

	private final CosignTags cosignTags;

	private final ListedReferrers known;

	/** What sources have told before, so that they may be expected to tell it again. */
	private final Set<String> telling = ConcurrentHashMap.newKeySet();

	/** Sources of which it was said that they do not tell. */
	private final Set<String> silent = ConcurrentHashMap.newKeySet();

	public ReferrerFinder(Registries registries, CosignTags cosignTags, ListedReferrers known) {
		this.registries = registries;
		this.cosignTags = cosignTags;
		this.known = known;
	}

	/**
	 * Begins to read for one image.
	 */
	ImageReferrerReader of(ImportTask task) {
		return new ImageReferrerReader(task);
	}

	/**
	 * Reads for one image, and remembers what is not known.
	 */
	final class ImageReferrerReader implements SubjectReader {

		private final ImportTask task;

		private final Source source;

		private final RepositoryName repository;

		private final ReferrerListings listings;

		private Optional<UntoldReferrers> first = Optional.empty();

		/** Of what the source does not tell for the moment what refers to it. */
		private Optional<Digest> troubled = Optional.empty();

		private ImageReferrerReader(ImportTask task) {
			this.task = task;
			this.source = task.source();
			this.repository = task.sourceImage().repository();
			this.listings = ReferrerFinder.this.known.of(this.source, task.record())
				.orElse(ReferrerFinder.this.registries);
		}

		@Override
		public ListingResult platforms(Digest image, Consumer<Digest> visitor) {
			ListingResult listing = this.listings.listPlatforms(this.source.registry(), this.repository, image,
					visitor);
			remember("what refers to its platforms", told(image, "platforms", listing));
			return listing;
		}

		@Override
		public ListingResult referrers(Digest subject, Consumer<Referrer> visitor) {
			ListingResult listing = this.listings.listReferrers(this.source.registry(), this.repository, subject,
					visitor);
			remember(subject, told(subject, "referrers", listing));
			return listing;
		}

		@Override
		public TagReading tag(ReferrerTag tag) {
			if (this.troubled.filter(tag.subject()::equals).isPresent()) {
				return new Absent();
			}
			TagReading reading = ReferrerFinder.this.cosignTags.read(this.source, this.task.record(), tag);
			remember(tag.subject(),
					(reading instanceof Unreadable unreadable) ? silent(tag.subject(), TAGS, unreadable) : told(TAGS));
			return reading;
		}

		private void remember(Digest subject, Optional<ImportTrouble> trouble) {
			if (trouble.isPresent()) {
				this.troubled = Optional.of(subject);
			}
			remember("what refers to " + subject, trouble);
		}

		private void remember(String what, Optional<ImportTrouble> trouble) {
			this.first = this.first.or(() -> trouble.map((it) -> new UntoldReferrers(what, it)));
		}

		/**
		 * Returns what the source has not told first, for the moment.
		 */
		Optional<UntoldReferrers> untold() {
			return this.first;
		}

		private Optional<ImportTrouble> told(Digest subject, String what, ListingResult listing) {
			return (listing instanceof Unreadable unreadable) ? silent(subject, what, unreadable) : told(what);
		}

		/** A source that never tells has nothing to bring along. */
		private Optional<ImportTrouble> told(String what) {
			ReferrerFinder.this.telling.add(this.source.name() + "/" + what);
			return Optional.empty();
		}

		/**
		 * Where only Azure can reach the source, it never tells, and waiting would not
		 * help.
		 */
		private Optional<ImportTrouble> silent(Digest subject, String what, Unreadable unreadable) {
			boolean before = ReferrerFinder.this.telling.contains(this.source.name() + "/" + what);
			boolean passes = switch (unreadable.cause()) {
				case THROTTLED -> true;
				case UNAVAILABLE, UNIDENTIFIED, UNTRUSTED -> before || tells(subject);
				case UNEXPECTED, DISALLOWED -> before;
				// Azure may be let in where we are not: the image is not kept waiting for
				// a right of ours.
				case UNAUTHORIZED, FORBIDDEN -> false;
			};
			if (passes) {
				return Optional.of(new ImportTrouble(
						(unreadable.cause() == UnreadableCause.DISALLOWED) ? ImportTrouble.TroubleCure.WAIT
								: ImportTrouble.TroubleCure.RETRY,
						"source-unreadable", "The source does not tell for the moment: " + unreadable.message(),
						unreadable.retryAfter()));
			}
			if (ReferrerFinder.this.silent.add(this.source.name())) {
				logger.info("Source '{}' does not tell what refers to its images, so that nothing comes along: {}",
						this.source.name(), unreadable.message());
			}
			return Optional.empty();
		}

		/**
		 * Tells whether the source can be read at all, so that what it does not tell will
		 * pass.
		 */
		private boolean tells(Digest subject) {
			return ReferrerFinder.this.registries.read(this.source.registry(), this.repository,
					subject) instanceof TagReading.Found;
		}

	}

	/**
	 * What a source has not told, and why.
	 */
	record UntoldReferrers(String what, ImportTrouble trouble) {
	}

}
