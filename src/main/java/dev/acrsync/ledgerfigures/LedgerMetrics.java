package dev.acrsync.ledgerfigures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.ledger.Ledger;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Shows whether the ledger can be used, how much of its disk it takes, and how much is
 * left there. Looks every few seconds at most, however often it is asked.
 */
class LedgerMetrics implements MeterBinder {

	private static final Duration FRESH = Duration.ofSeconds(10);

	private final Ledger ledger;

	private final JdbcClient jdbc;

	private final Optional<Path> file;

	private LedgerSample latest = new LedgerSample(Double.NaN, Double.NaN, Double.NaN,
			System.nanoTime() - FRESH.toNanos());

	/**
	 * Looks at a ledger.
	 * @param file the file of an embedded database
	 */
	LedgerMetrics(Ledger ledger, JdbcClient jdbc, Optional<Path> file) {
		this.ledger = ledger;
		this.jdbc = jdbc;
		this.file = file;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("acr.sync.ledger.usable", () -> look().usable())
			.description("Whether pushes can be written down, and worked on")
			.register(registry);
		Gauge.builder("acr.sync.ledger", () -> look().bytes())
			.description("How much of its disk the ledger takes")
			.baseUnit("bytes")
			.register(registry);
		this.file.ifPresent((_) -> Gauge.builder("acr.sync.ledger.free", () -> look().free())
			.description("How much is free on the disk of an embedded ledger")
			.baseUnit("bytes")
			.register(registry));
	}

	private synchronized LedgerSample look() {
		if (System.nanoTime() - this.latest.at() >= FRESH.toNanos()) {
			this.latest = new LedgerSample(isUsable() ? 1 : 0,
					this.file.map(LedgerMetrics::sizeOf).orElseGet(this::size),
					this.file.map(LedgerMetrics::freeBeside).orElse(Double.NaN), System.nanoTime());
		}
		return this.latest;
	}

	private boolean isUsable() {
		try {
			this.ledger.probe();
			return true;
		}
		catch (LedgerUnavailableException ex) {
			return false;
		}
	}

	private double size() {
		try {
			return this.jdbc.sql("select pg_database_size(current_database())").query(Long.class).single();
		}
		catch (DataAccessException ex) {
			return Double.NaN;
		}
	}

	private static double sizeOf(Path file) {
		try {
			Path log = file.resolveSibling(file.getFileName() + "-wal");
			return Files.size(file) + (Files.exists(log) ? Files.size(log) : 0);
		}
		catch (IOException ex) {
			return Double.NaN;
		}
	}

	private static double freeBeside(Path file) {
		try {
			return Files.getFileStore(file).getUsableSpace();
		}
		catch (IOException ex) {
			return Double.NaN;
		}
	}

	/**
	 * What was seen last.
	 */
	private record LedgerSample(double usable, double bytes, double free, long at) {
	}

}
