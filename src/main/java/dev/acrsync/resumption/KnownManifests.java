package dev.acrsync.resumption;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

import dev.acrsync.database.DamagedPages;
import dev.acrsync.database.DamagedRowException;
import dev.acrsync.image.Digest;
import dev.acrsync.image.ManifestLinks;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.records.RowMappers;

import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Remembers what the manifests of sources name of others. What is damaged is not known.
 */
public class KnownManifests {

	private static final String TABLE = "manifests";

	private static final int TOGETHER = 200;

	private static final String REMEMBER = """
			insert into manifests (source, repository, digest, subject, artifact_type, platforms)
			values (:source, :repository, :digest, :subject, :artifactType, :platforms)
			on conflict (source, repository, digest) do update
			set subject = excluded.subject, artifact_type = excluded.artifact_type, platforms = excluded.platforms
			""";

	private static final String FORGET = """
			delete from manifests where source = :source and repository = :repository and digest = :digest
			""";

	private final Ledger ledger;

	private final JdbcClient jdbc;

	private final NamedParameterJdbcTemplate batches;

	public KnownManifests(Ledger ledger, JdbcClient jdbc, NamedParameterJdbcTemplate batches) {
		this.ledger = ledger;
		this.jdbc = jdbc;
		this.batches = batches;
	}

	/**
	 * Returns what is known of a repository.
	 */
	public Map<Digest, ManifestLinks> of(String source, RepositoryName repository) {
		Map<Digest, ManifestLinks> known = new HashMap<>();
		this.jdbc.sql("""
				select digest, subject, artifact_type, platforms from manifests
				where source = :source and repository = :repository
				""")
			.param("source", source)
			.param("repository", repository.value())
			.query((RowCallbackHandler) (row) -> {
				try {
					known.put(new Digest(row.getString("digest")), links(row));
				}
				catch (IllegalArgumentException | NullPointerException _) {
					// It is read once more
				}
			});
		return known;
	}

	/**
	 * Tells whether more manifests of a repository are known than this.
	 */
	public boolean isMoreThan(int many, String source, RepositoryName repository) {
		return this.jdbc.sql("""
				select digest from manifests where source = :source and repository = :repository limit 1 offset :many
				""")
			.param("source", source)
			.param("repository", repository.value())
			.param("many", many)
			.query()
			.listOfRows()
			.size() == 1;
	}

	/**
	 * Returns what is known of one manifest.
	 * @throws DamagedRowException if the ledger is damaged there
	 */
	public Optional<ManifestLinks> of(String source, RepositoryName repository, Digest digest) {
		return DamagedPages.named(TABLE, digest.value(),
				() -> this.jdbc.sql("""
						select digest, subject, artifact_type, platforms from manifests
						where source = :source and repository = :repository and digest = :digest
						""")
					.param("source", source)
					.param("repository", repository.value())
					.param("digest", digest.value())
					.query((row, _) -> RowMappers.undamaged(TABLE, digest.value(), () -> links(row)))
					.optional());
	}

	/**
	 * Returns what is known to refer to a manifest.
	 * @throws DamagedRowException if the ledger is damaged there
	 */
	public SequencedMap<Digest, ManifestLinks> referringTo(String source, RepositoryName repository, Digest subject) {
		return DamagedPages.named(TABLE, subject.value(), () -> {
			SequencedMap<Digest, ManifestLinks> referring = new LinkedHashMap<>();
			this.jdbc.sql("""
					select digest, subject, artifact_type, platforms from manifests
					where source = :source and repository = :repository and subject = :subject and subject > ''
					order by digest
					""")
				.param("source", source)
				.param("repository", repository.value())
				.param("subject", subject.value())
				.query((RowCallbackHandler) (row) -> referring.put(
						RowMappers.undamaged(TABLE, subject.value(), () -> new Digest(row.getString("digest"))),
						RowMappers.undamaged(TABLE, subject.value(), () -> links(row))));
			return referring;
		});
	}

	private static ManifestLinks links(ResultSet row) throws SQLException {
		return new ManifestLinks(Optional.of(row.getString("subject")).filter((it) -> !it.isEmpty()).map(Digest::new),
				Optional.of(row.getString("artifact_type")).filter((it) -> !it.isEmpty()),
				Arrays.stream(row.getString("platforms").split(" "))
					.filter((it) -> !it.isEmpty())
					.map(Digest::new)
					.toList());
	}

	/**
	 * Remembers manifests of a repository.
	 */
	public void remember(String source, RepositoryName repository, Map<Digest, ManifestLinks> manifests) {
		write(REMEMBER,
				manifests.entrySet()
					.stream()
					.map((entry) -> row(source, repository, entry.getKey())
						.addValue("subject", entry.getValue().subject().map(Digest::value).orElse(""))
						.addValue("artifactType", entry.getValue().artifactType().orElse(""))
						.addValue("platforms",
								String.join(" ", entry.getValue().platforms().stream().map(Digest::value).toList())))
					.toList());
	}

	/**
	 * Forgets manifests of a repository, which it has no more.
	 */
	public void forget(String source, RepositoryName repository, Collection<Digest> manifests) {
		write(FORGET, manifests.stream().map((digest) -> row(source, repository, digest)).toList());
	}

	private static MapSqlParameterSource row(String source, RepositoryName repository, Digest digest) {
		return new MapSqlParameterSource().addValue("source", source)
			.addValue("repository", repository.value())
			.addValue("digest", digest.value());
	}

	private void write(String statement, List<MapSqlParameterSource> rows) {
		for (int from = 0; from < rows.size(); from += TOGETHER) {
			List<MapSqlParameterSource> some = new ArrayList<>(
					rows.subList(from, Math.min(rows.size(), from + TOGETHER)));
			this.ledger.committed(() -> this.batches.batchUpdate(statement, some.toArray(SqlParameterSource[]::new)));
		}
	}

}
