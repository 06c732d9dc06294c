package dev.acrsync.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

import dev.acrsync.image.Destination;
import dev.acrsync.image.Digest;
import dev.acrsync.image.Overwrite;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.tracing.TraceParent;

/**
 * Reads what the ledger's rows hold.
 */
final class Rows {

	private Rows() {
	}

	static ImportRecord importRecord(ResultSet row) throws SQLException {
		String message = text(row, "error_message").orElse("");
		Tag tag = new Tag(row.getString("tag"));
		Destination destination = new Destination(row.getString("target"),
				new RepositoryName(row.getString("target_repository")),
				Overwrite.valueOf(row.getString("overwrite").replace('-', '_').toUpperCase(Locale.ROOT)));
		return new ImportRecord(row.getString("id"), row.getString("event"), Origin.of(row.getString("origin")),
				row.getString("source"), new RegistryHost(row.getString("registry")),
				new RepositoryName(row.getString("repository")), tag, new Digest(row.getString("digest")),
				new TargetImage(destination, image(row.getString("target_image"))), state(row.getString("state")),
				row.getInt("attempts"), text(row, "imported_digest").map(Digest::new),
				text(row, "error_code").map((code) -> new ImportRecord.Failure(code, message)), text(row, "operation"),
				time(row, "received_at").orElseThrow(), time(row, "pushed_at").orElseThrow(),
				time(row, "next_attempt_at"), time(row, "finished_at"), TraceParent.of(row.getString("traceparent")));
	}

	static TaggedImage image(String written) {
		int slash = written.indexOf('/');
		int colon = written.lastIndexOf(':');
		return new TaggedImage(new RegistryHost(written.substring(0, slash)),
				new RepositoryName(written.substring(slash + 1, colon)), new Tag(written.substring(colon + 1)));
	}

	static State state(String label) {
		return State.valueOf(label.toUpperCase(Locale.ROOT));
	}

	static String label(Overwrite overwrite) {
		return overwrite.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static Optional<String> text(ResultSet row, String column) throws SQLException {
		return Optional.ofNullable(row.getString(column));
	}

	static Optional<Instant> time(ResultSet row, String column) throws SQLException {
		long millis = row.getLong(column);
		return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
	}

}
