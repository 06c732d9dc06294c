package dev.acrsync.database;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * Steps over what the database itself cannot read any more, such as a page that a sick
 * disk has zeroed. A transaction that meets such a page fails as a whole, and is run
 * again without the statements that did: until then nothing is paid for it.
 */
public final class DamagedPages {

	private static final Logger logger = LoggerFactory.getLogger(DamagedPages.class);

	private static final int SQLITE_CORRUPT = 11;

	private static final int SQLITE_NOTADB = 26;

	private final Set<String> known = ConcurrentHashMap.newKeySet();

	/**
	 * Tells whether something failed since the database could not be read.
	 */
	public static boolean isCauseOf(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException exception && isDamage(exception)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isDamage(SQLException exception) {
		String state = exception.getSQLState();
		int code = exception.getErrorCode() & 0xff;
		return "XX001".equals(state) || "XX002".equals(state)
				|| (exception.getClass().getName().startsWith("org.sqlite.")
						&& (code == SQLITE_CORRUPT || code == SQLITE_NOTADB));
	}

	/**
	 * Returns how many statements are stepped over by now.
	 */
	int count() {
		return this.known.size();
	}

	/**
	 * Steps over something from now on.
	 * @return whether that is new
	 */
	public boolean add(String what) {
		return this.known.add(what);
	}

	public boolean isKnown(String what) {
		return this.known.contains(what);
	}

	/**
	 * Reads, or reads otherwise if that meets such a page.
	 */
	public static <T> T past(Supplier<T> read, Supplier<T> otherwise) {
		try {
			return read.get();
		}
		catch (RuntimeException ex) {
			if (!isCauseOf(ex)) {
				throw ex;
			}
			return otherwise.get();
		}
	}

	/**
	 * Reads what belongs to a key.
	 * @throws DamagedRowException if that meets such a page
	 */
	public static <T> T named(String table, String key, Supplier<T> read) {
		return past(read, () -> {
			throw DamagedRowException.onDamagedPage(table, key);
		});
	}

	/**
	 * Reads what belongs to a key, or nothing, and logs that, if it meets such a page.
	 */
	public static <T> List<T> orNone(String table, String key, Supplier<List<T>> read) {
		return past(read, () -> {
			logger.error("{}", DamagedRowException.onDamagedPage(table, key).getMessage());
			return List.of();
		});
	}

	/**
	 * Reads what there is of some keys: together, or else without those whose page cannot
	 * be read.
	 * @param damaged is told of these
	 */
	public static <T> List<T> readEach(List<String> keys, Function<List<String>, List<T>> read,
			Consumer<String> damaged) {
		if (keys.isEmpty()) {
			return List.of();
		}
		try {
			return read.apply(keys);
		}
		catch (DataAccessException ex) {
			if (!isCauseOf(ex)) {
				throw ex;
			}
			if (keys.size() == 1) {
				damaged.accept(keys.getFirst());
				return List.of();
			}
		}
		int half = keys.size() / 2;
		return Stream
			.concat(readEach(keys.subList(0, half), read, damaged).stream(),
					readEach(keys.subList(half, keys.size()), read, damaged).stream())
			.toList();
	}

	/**
	 * Runs statements, or others if they are known to meet such a page.
	 * @param what names them, and the row that they are for
	 * @throws RuntimeException as they do; if that is since they met such a page, the
	 * transaction is worth to be run again
	 */
	public <T> T stepOver(String what, Supplier<T> statements, Supplier<T> otherwise) {
		if (this.known.contains(what)) {
			return otherwise.get();
		}
		try {
			return statements.get();
		}
		catch (RuntimeException ex) {
			if (isCauseOf(ex)) {
				this.known.add(what);
			}
			throw ex;
		}
	}

}
