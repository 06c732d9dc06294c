package dev.acrsync.records;

import java.util.List;
import java.util.Map;

import dev.acrsync.database.SlowReads;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds imports of images by what people know of them. Each way has an index, so that it
 * takes no longer in a large ledger.
 */
public class ImageSearch {

	private final JdbcClient jdbc;

	private final SlowReads reads;

	ImageSearch(JdbcClient jdbc, SlowReads reads) {
		this.jdbc = jdbc;
		this.reads = reads;
	}

	/**
	 * Returns the imports of a tag at a target, newest first.
	 * @param image registry, repository and tag
	 */
	public List<ImportRecord> ofTag(String image, int limit) {
		return find("""
				select * from imports where target_image = :image order by generation desc limit :limit
				""", Map.of("image", image), limit);
	}

	/**
	 * Returns the newest import of each tag of a repository at a target.
	 * @param repository registry and repository
	 */
	public List<ImportRecord> ofRepository(String repository, int limit) {
		// Behind the colon comes the semicolon.
		return find("""
				select i.* from work w join imports i on i.id = w.import_id
				where w.target_image >= :first and w.target_image < :behind
				order by w.target_image
				limit :limit
				""", Map.of("first", repository + ":", "behind", repository + ";"), limit);
	}

	/**
	 * Returns the imports by which a digest has arrived, or that are still to bring it.
	 * @param digest its algorithm, and at least the beginning of the rest
	 * @param repository registry and repository at a target, or nothing for all
	 */
	public List<ImportRecord> ofDigest(String digest, String repository, int limit) {
		// Behind the digits of a digest comes g.
		return find("""
				select * from imports
				where imported_digest >= :digest and imported_digest < :behind
					and (:repository = '' or target_image >= :first and target_image < :last)
				union
				select * from imports
				where state in ('failed', 'pending', 'importing') and digest >= :digest and digest < :behind
					and (:repository = '' or target_image >= :first and target_image < :last)
				limit :limit
				""", Map.of("digest", digest, "behind", digest + "g", "repository", repository, "first",
				repository + ":", "last", repository + ";"), limit);
	}

	private List<ImportRecord> find(String sql, Map<String, String> parameters, int limit) {
		return this.reads.read(() -> this.jdbc.sql(sql)
			.params(parameters)
			.param("limit", limit)
			.query(RowMappers.readable("imports", "id", (row, _) -> RowMappers.importRecord(row))));
	}

}
