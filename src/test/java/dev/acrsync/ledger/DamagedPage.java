package dev.acrsync.ledger;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Damages an embedded database that nobody has open, as a sick disk does.
 */
public final class DamagedPage {

	static final int SIZE = 4_096;

	private DamagedPage() {
	}

	/**
	 * Zeroes one of the leaves of a table or an index.
	 */
	public static void zero(Path file, String table, int leaf) throws IOException {
		Integer number = JdbcClient.create(new DriverManagerDataSource("jdbc:sqlite:" + file))
			.sql("select pageno from dbstat where name = :table and pagetype = 'leaf' order by path limit 1 offset :leaf")
			.param("table", table)
			.param("leaf", leaf)
			.query(Integer.class)
			.single();
		try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
			damaged.seek((number - 1L) * SIZE);
			damaged.write(new byte[SIZE]);
		}
	}

}
