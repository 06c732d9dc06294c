package dev.acrsync.ledger;

import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Sums up what was compared. What was not there then and has been imported since counts
 * as present.
 */
public class Completeness {

	/**
	 * What became of each difference. An import that ended after the comparison has seen
	 * the target last.
	 */
	private static final String NOW = """
			select d.rule, d.target, d.target_image, d.since,
				case
					when i.state in ('succeeded', 'unchanged') and i.finished_at >= d.seen_at then 'present'
					when i.state = 'gone' and i.finished_at >= d.seen_at then 'gone'
					when i.state in ('pending', 'importing') then 'importing'
					when d.standing in ('skipped', 'kept') then d.standing
					when i.state = 'kept' and i.digest = d.digest then 'kept'
					when i.state = 'failed' and d.digest in (i.digest, i.imported_digest) then 'failed'
					else 'missing'
				end as standing
			from differences d
			left join work w on w.target_image = d.target_image
			left join imports i on i.id = w.import_id and i.source = d.source and i.repository = d.repository
			where d.source = :source
			""";

	private final JdbcClient jdbc;

	private final LongReads reads;

	Completeness(JdbcClient jdbc, LongReads reads) {
		this.jdbc = jdbc;
		this.reads = reads;
	}

	/**
	 * Returns the sums of a source, by rule and target; of what other rules decided
	 * nothing.
	 * @param rules the fingerprint of its rules
	 */
	public Map<Row, Sum> sums(String source, String rules) {
		return this.reads.read(() -> sum(source, rules));
	}

	private Map<Row, Sum> sum(String source, String rules) {
		Map<Row, Sum> sums = new LinkedHashMap<>();
		this.jdbc.sql("""
				select rule, target, sum(matching) as matching, sum(present) as present, min(checked_at) as checked_at
				from tallies
				where source = :source and rules = :rules
				group by rule, target
				order by rule, target
				""")
			.param("source", source)
			.param("rules", rules)
			.query((RowCallbackHandler) (row) -> sums.put(new Row(row.getInt("rule"), row.getString("target")),
					Sum.of(row.getLong("matching"), row.getLong("present"),
							Rows.time(row, "checked_at").orElse(Instant.EPOCH))));
		this.jdbc
			.sql("select rule, target, standing, count(*) as images, min(since) as oldest from (" + NOW
					+ ") as now group by rule, target, standing")
			.param("source", source)
			.query((RowCallbackHandler) (row) -> {
				String standing = row.getString("standing");
				long images = row.getLong("images");
				Optional<Instant> oldest = Rows.time(row, "oldest");
				sums.computeIfPresent(new Row(row.getInt("rule"), row.getString("target")),
						(_, sum) -> "gone".equals(standing) ? sum.without(images)
								: sum.with(Standing.of(standing), images, oldest));
			});
		return sums;
	}

	/**
	 * Returns the names of missing images, those first that are missing for longest.
	 */
	public List<String> missing(String source, Row row, int limit) {
		return this.reads.read(() -> this.jdbc.sql("select target_image from (" + NOW + """
				) as now
				where standing = 'missing' and rule = :rule and target = :target
				order by since, target_image
				limit :limit
				""")
			.param("source", source)
			.param("rule", row.rule())
			.param("target", row.target())
			.param("limit", limit)
			.query((found, _) -> found.getString("target_image"))
			.list());
	}

	/**
	 * Returns what could not be compared.
	 */
	public List<Check.Gap> gaps(String source) {
		return this.jdbc
			.sql("select repository, target, reason from gaps where source = :source order by repository, target")
			.param("source", source)
			.query((row, _) -> new Check.Gap(row.getString("repository"), row.getString("target"),
					row.getString("reason")))
			.list();
	}

	/**
	 * Tells whether a pass went through all repositories of a source by these rules.
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
	public record Row(int rule, String target) {
	}

	/**
	 * A sum.
	 *
	 * @param matching how many images match at the source
	 * @param images how they stand
	 * @param oldest since when the oldest of those that are to come is not there
	 * @param checkedAt when the repository that was compared first was compared
	 */
	public record Sum(long matching, Map<Standing, Long> images, Optional<Instant> oldest,
			Optional<Instant> checkedAt) {

		/**
		 * Nothing was compared.
		 */
		public static final Sum NONE = new Sum(0, Map.of(), Optional.empty(), Optional.empty());

		static Sum of(long matching, long present, Instant checkedAt) {
			return new Sum(matching, Map.of(Standing.PRESENT, present), Optional.empty(), Optional.of(checkedAt));
		}

		Sum without(long images) {
			return new Sum(this.matching - images, this.images, this.oldest, this.checkedAt);
		}

		Sum with(Standing standing, long images, Optional<Instant> since) {
			Map<Standing, Long> sum = new EnumMap<>(this.images);
			sum.merge(standing, images, Long::sum);
			Optional<Instant> older = standing.isDrift()
					? since.filter((it) -> this.oldest.filter((other) -> other.isBefore(it)).isEmpty()).or(this::oldest)
					: this.oldest;
			return new Sum(this.matching, sum, older, this.checkedAt);
		}

		/**
		 * Returns how many images stand like this.
		 */
		public long count(Standing standing) {
			return this.images.getOrDefault(standing, 0L);
		}

	}

}
