package dev.acrsync.process;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Lets the minute pass after which comes back what was under way at a kill: it is made
 * due behind the service's back, so that tests need not wait.
 */
final class PassedDelay {

	private PassedDelay() {
	}

	/**
	 * Waits until something holds, while no delay after a kill is waited for.
	 */
	static void await(String url, Duration atMost, BooleanSupplier condition) {
		JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url));
		Awaitility.await().atMost(atMost).pollInterval(Duration.ofMillis(100)).until(() -> {
			jdbc.sql("update work set due_at = 1 where suspect = 1 and due_at > 1 and lease_owner is null").update();
			return condition.getAsBoolean();
		});
	}

}
