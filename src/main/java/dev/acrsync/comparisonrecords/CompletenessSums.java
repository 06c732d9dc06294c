package dev.acrsync.comparisonrecords;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import dev.acrsync.database.DamagedPages;
import dev.acrsync.database.SlowReads;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.RuleReference;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.records.ComparisonRecord;
import dev.acrsync.records.ImageStatus;
import dev.acrsync.records.ImportState;
import dev.acrsync.records.ReadableImports;
import dev.acrsync.records.RowMappers;

import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Sums up what was compared, and what the ledger knows since. What was not there then and
 * has been imported since counts as present. No time that is still to come proves
 * anything: a clock was ahead when it was written.
 */
public class CompletenessSums {

	/**
	 * What became of each difference. An import that ended after the comparison has seen
	 * the target last.
	 */
	private static final String NOW = """
			select d.rule, d.target, d.target_image, d.since, d.owner,
				case
					when i.state in ('succeeded', 'unchanged') and i.finished_at between d.seen_at and :now then 'present'
					when i.state = 'gone' and i.finished_at between d.seen_at and :now then 'gone'
					when i.state in ('pending', 'importing') then 'importing'
					when i.state = 'failed' and i.finished_at >= d.seen_at then 'failed'
					when d.standing in ('skipped', 'kept', 'removed', 'other-source') then d.standing
					when i.state = 'kept' and i.digest = d.digest then 'kept'
					when i.state = 'failed' and d.digest in (i.digest, i.imported_digest) then 'failed'
					else 'missing'
				end as standing
			from differences d
			left join work w on w.target_image = d.target_image
			left join imports i on i.id = w.import_id and i.source = d.source and i.repository = d.repository
			where d.source = :source
			""";

	/**
	 * The newest imports of target tags that wait, run or are parked, and that no
	 * comparison has counted: it has begun before, or saw the target's tag as it was.
	 * Those that the rules of now have let in are counted together.
	 */
	private static final String UNSETTLED = """
			select source, target, decided, repository, tag, target_image, failed, arrived, count(*) as images,
				min(wanted_since) as wanted_since
			from (
				select source, target, decided, failed, arrived, wanted_since,
					case when decided = '' then repository else '' end as repository,
					case when decided = '' then tag else '' end as tag,
					case when decided = '' then target_image else '' end as target_image
				from (
					select i.source, i.repository, i.tag, i.target, i.target_image, w.wanted_since,
						case when i.source || ' ' || substr(i.rule, 1, 12) in (:rules) then i.rule else '' end as decided,
						case when i.state = 'failed' then 1 else 0 end as failed,
						case when exists (
							select 1 from imports earlier
							where earlier.target_image = i.target_image and earlier.source = i.source
								and earlier.repository = i.repository and earlier.state in ('succeeded', 'unchanged'))
							then 1 else 0 end as arrived
					from imports i
					join work w on w.target_image = i.target_image and w.import_id = i.id
					where {which}
						and not exists (
							select 1 from differences d
							where d.source = i.source and d.repository = i.repository
								and d.target_image = i.target_image)
						and (i.state <> 'failed' or not exists (
							select 1 from baselines b
							where b.source = i.source and b.repository = i.repository and b.target = i.target
								and b.checked_at > i.finished_at and b.checked_at <= :now))) as open_imports) as told
			group by source, target, decided, repository, tag, target_image, failed, arrived
			""";

	private final JdbcClient jdbc;

	private final SlowReads reads;

	private final ReadableImports readable;

	private final Clock clock;

	public CompletenessSums(JdbcClient jdbc, SlowReads reads, Clock clock) {
		this.jdbc = jdbc;
		this.reads = reads;
		this.readable = new ReadableImports(jdbc);
		this.clock = clock;
	}

	/**
	 * Visits what waits, runs or is parked of what no comparison has counted.
	 * @param rules the fingerprints of the rules of now, by source
	 * @param beginning is run before the first, also where it has to begin anew
	 * @return why not all of that may be known
	 */
	public Optional<String> visitUnsettled(Map<String, String> rules, Runnable beginning,
			Consumer<UnsettledImports> visitor) {
		List<String> known = rules.entrySet().stream().map((it) -> it.getKey() + " " + it.getValue()).toList();
		return this.reads.read(() -> DamagedPages.past(() -> {
			beginning.run();
			unsettled(known, "i.state in ('pending', 'importing', 'failed')")
				.query(RowMappers.visiting("imports", "target_image", CompletenessSums::unsettled, visitor));
			return Optional.<String>empty();
		}, () -> {
			beginning.run();
			return Optional
				.of("The ledger is damaged where imports are that wait or failed, and %d of them cannot be read"
					.formatted(visitEach(visitor)));
		}));
	}

	/**
	 * Visits those that can be read, and counts the others.
	 */
	private int visitEach(Consumer<UnsettledImports> visitor) {
		Set<String> damaged = new HashSet<>();
		for (ImportState state : List.of(ImportState.PENDING, ImportState.IMPORTING, ImportState.FAILED)) {
			List<String> ids = this.readable.after("", state, ReadableImports.LAST_ID);
			while (!ids.isEmpty()) {
				DamagedPages
					.readEach(
							ids, (
									some) -> unsettled(List.of(), "i.id in (:ids) and coalesce(i.state, '') = :state")
										.param("ids", some)
										.param("state", state.label())
										.query(RowMappers.onWholePages("imports", "target_image",
												(row, _) -> unsettled(row), (row) -> damaged.add(row.key()))),
							damaged::add)
					.forEach(visitor);
				ids = this.readable.after(ids.getLast(), state, ReadableImports.LAST_ID);
			}
		}
		return damaged.size();
	}

	private JdbcClient.StatementSpec unsettled(List<String> rules, String which) {
		return this.jdbc.sql(UNSETTLED.replace("{which}", which))
			.param("rules", rules.isEmpty() ? List.of("") : rules)
			.param("now", this.clock.millis());
	}

	private static UnsettledImports unsettled(ResultSet row) throws SQLException {
		UnsettledCount count = new UnsettledCount(row.getLong("images"),
				row.getBoolean("failed") ? ImageStatus.FAILED : ImageStatus.IMPORTING,
				RowMappers.time(row, "wanted_since").orElse(Instant.EPOCH), row.getBoolean("arrived"));
		String source = row.getString("source");
		String target = row.getString("target");
		Optional<RuleReference> rule = RuleReference.of(row.getString("decided"));
		return rule.isPresent() ? new DecidedImports(source, target, rule.get(), count)
				: new UndecidedImport(source, target, new RepositoryName(row.getString("repository")),
						new Tag(row.getString("tag")), TaggedImage.parse(row.getString("target_image")), count);
	}

	/**
	 * Returns the sums of a source, by rule and target; of what other rules decided
	 * nothing.
	 * @param rules the fingerprint of its rules
	 */
	public Map<SumKey, ImageSum> sums(String source, String rules) {
		return this.reads.read(() -> sum(source, rules));
	}

	private Map<SumKey, ImageSum> sum(String source, String rules) {
		Map<SumKey, ImageSum> sums = new LinkedHashMap<>();
		this.jdbc.sql("""
				select rule, target, sum(matching) as matching, sum(present) as present, min(checked_at) as checked_at
				from tallies
				where source = :source and rules = :rules
				group by rule, target
				order by rule, target
				""")
			.param("source", source)
			.param("rules", rules)
			.query((RowCallbackHandler) (row) -> sums.put(new SumKey(row.getInt("rule"), row.getString("target")),
					ImageSum.of(row.getLong("matching"), row.getLong("present"),
							RowMappers.time(row, "checked_at").orElse(Instant.EPOCH))));
		this.jdbc
			.sql("select rule, target, standing, count(*) as images, min(since) as oldest from (" + NOW
					+ ") as now group by rule, target, standing")
			.param("source", source)
			.param("now", this.clock.millis())
			.query((RowCallbackHandler) (row) -> {
				String standing = row.getString("standing");
				long images = row.getLong("images");
				Optional<Instant> oldest = RowMappers.time(row, "oldest");
				sums.computeIfPresent(new SumKey(row.getInt("rule"), row.getString("target")),
						(_, sum) -> "gone".equals(standing) ? sum.without(images)
								: sum.with(ImageStatus.of(standing), images, oldest));
			});
		return sums;
	}

	/**
	 * Returns the names of missing images, those first that are missing for longest.
	 */
	public List<String> missing(String source, SumKey row, int limit) {
		return this.reads.read(() -> this.jdbc.sql("select target_image from (" + NOW + """
				) as now
				where standing = 'missing' and rule = :rule and target = :target
				order by since, target_image
				limit :limit
				""")
			.param("source", source)
			.param("now", this.clock.millis())
			.param("rule", row.rule())
			.param("target", row.target())
			.param("limit", limit)
			.query((found, _) -> found.getString("target_image"))
			.list());
	}

	/**
	 * Returns the names of images whose tag belongs to another source, and to which.
	 */
	public List<String> others(String source, SumKey row, int limit) {
		return this.reads.read(() -> this.jdbc.sql("select target_image, owner from (" + NOW + """
				) as now
				where standing = 'other-source' and rule = :rule and target = :target
				order by target_image
				limit :limit
				""")
			.param("source", source)
			.param("now", this.clock.millis())
			.param("rule", row.rule())
			.param("target", row.target())
			.param("limit", limit)
			.query((found, _) -> found.getString("target_image") + " belongs to " + found.getString("owner"))
			.list());
	}

	/**
	 * Returns what comparisons leave alone at targets of what a source has.
	 */
	public List<LeftImages> left(String source) {
		return this.reads.read(() -> this.jdbc.sql("""
				select standing, owner, count(*) as images, min(target_image) as example
				from (""" + NOW + """
				) as now
				where standing in ('removed', 'other-source')
				group by standing, owner
				order by standing, owner
				""")
			.param("source", source)
			.param("now", this.clock.millis())
			.query((row, _) -> new LeftImages(ImageStatus.of(row.getString("standing")),
					RowMappers.text(row, "owner").map(ComparisonRecord.TagOwner::parse), row.getLong("images"),
					row.getString("example")))
			.list());
	}

	/**
	 * Returns what could not be compared.
	 */
	public List<ComparisonRecord.ComparisonGap> gaps(String source) {
		return this.jdbc
			.sql("select repository, target, reason from gaps where source = :source order by repository, target")
			.param("source", source)
			.query((row, _) -> new ComparisonRecord.ComparisonGap(row.getString("repository"), row.getString("target"),
					row.getString("reason")))
			.list();
	}

	/**
	 * Returns where manifests were pushed without a tag that are still to be looked at.
	 * The source is named so that the index of what has no tag is used.
	 */
	public List<RepositoryName> unseen(String source) {
		return this.jdbc.sql("""
				select distinct repository from follow_ups
				where tagged = false and due_at >= 0 and source || '' = :source
				order by repository
				""").param("source", source).query((row, _) -> new RepositoryName(row.getString("repository"))).list();
	}

	/**
	 * Tells whether a comparison went through all repositories of a source by these
	 * rules.
	 */
	public boolean isCompared(String source, String rules) {
		return this.jdbc.sql("""
				select count(*) from baselines
				where source = :source and repository = '' and target = '' and rules = :rules
				""").param("source", source).param("rules", rules).query(Long.class).single() > 0;
	}

	/**
	 * What is summed up together.
	 *
	 * @param rule the rule's index
	 * @param target the configured name of the target
	 */
	public record SumKey(int rule, String target) {
	}

	/**
	 * Images that comparisons leave alone at targets.
	 *
	 * @param standing {@code removed} or {@code other-source}
	 * @param owner whose imports made the tags, if that was another source
	 * @param images how many
	 * @param example one of the tags
	 */
	public record LeftImages(ImageStatus standing, Optional<ComparisonRecord.TagOwner> owner, long images,
			String example) {
	}

	/**
	 * Imports that wait, run or are parked.
	 */
	public sealed interface UnsettledImports {

		/**
		 * Returns the configured name of their source.
		 */
		String source();

		/**
		 * Returns the configured name of their target.
		 */
		String target();

		/**
		 * Returns how many they are.
		 */
		UnsettledCount count();

	}

	/**
	 * Imports that a rule of now has let in.
	 *
	 * @param source the configured name of the source
	 * @param target the configured name of the target
	 * @param rule the rule
	 * @param count how many they are
	 */
	public record DecidedImports(String source, String target, RuleReference rule,
			UnsettledCount count) implements UnsettledImports {
	}

	/**
	 * An import that other rules have let in, or nobody knows which.
	 *
	 * @param source the configured name of the source
	 * @param target the configured name of the target
	 * @param repository the repository at the source
	 * @param tag the tag
	 * @param image the tag at the target
	 * @param count that it is one
	 */
	public record UndecidedImport(String source, String target, RepositoryName repository, Tag tag, TaggedImage image,
			UnsettledCount count) implements UnsettledImports {
	}

	/**
	 * How many images are unsettled.
	 *
	 * @param images how many
	 * @param standing how they stand
	 * @param since since when the first of them is wanted
	 * @param arrived whether earlier images of their tags have arrived
	 */
	public record UnsettledCount(long images, ImageStatus standing, Instant since, boolean arrived) {
	}

	/**
	 * A sum.
	 *
	 * @param matching how many images match at the source
	 * @param images how they stand
	 * @param oldest since when the oldest of those that are to come is not there
	 * @param checkedAt when the repository that was compared first was compared
	 */
	public record ImageSum(long matching, Map<ImageStatus, Long> images, Optional<Instant> oldest,
			Optional<Instant> checkedAt) {

		/**
		 * Nothing was compared.
		 */
		public static final ImageSum NONE = new ImageSum(0, Map.of(), Optional.empty(), Optional.empty());

		static ImageSum of(long matching, long present, Instant checkedAt) {
			return new ImageSum(matching, Map.of(ImageStatus.PRESENT, present), Optional.empty(),
					Optional.of(checkedAt));
		}

		ImageSum without(long images) {
			return new ImageSum(this.matching - images, this.images, this.oldest, this.checkedAt);
		}

		ImageSum with(ImageStatus status, long images, Optional<Instant> since) {
			Map<ImageStatus, Long> sum = new EnumMap<>(ImageStatus.class);
			sum.putAll(this.images);
			sum.merge(status, images, Long::sum);
			Optional<Instant> older = status.isDrift()
					? since.filter((it) -> this.oldest.filter((other) -> other.isBefore(it)).isEmpty()).or(this::oldest)
					: this.oldest;
			return new ImageSum(this.matching, sum, older, this.checkedAt);
		}

		/**
		 * Counts what no comparison has counted. An earlier image of the tag was counted
		 * as present, most likely.
		 */
		public ImageSum with(UnsettledCount unsettled) {
			ImageSum sum = with(unsettled.standing(), unsettled.images(), Optional.of(unsettled.since()));
			return unsettled.arrived() ? sum.with(ImageStatus.PRESENT, -unsettled.images(), Optional.empty())
					: sum.without(-unsettled.images());
		}

		/**
		 * Returns the sum of what was compared and of what was counted since.
		 */
		public ImageSum plus(ImageSum since) {
			long lacking = Math.max(0, -count(ImageStatus.PRESENT) - since.count(ImageStatus.PRESENT));
			ImageSum sum = without(-since.matching() - lacking).with(ImageStatus.PRESENT, lacking, Optional.empty());
			for (Map.Entry<ImageStatus, Long> image : since.images().entrySet()) {
				sum = sum.with(image.getKey(), image.getValue(), since.oldest());
			}
			return sum;
		}

		/**
		 * Returns how many images stand like this.
		 */
		public long count(ImageStatus status) {
			return this.images.getOrDefault(status, 0L);
		}

	}

}
