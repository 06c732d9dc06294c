package dev.acrsync.console;

import java.util.List;
import java.util.TreeMap;

import dev.acrsync.console.StatusDocument.ServiceStatus;
import dev.acrsync.console.StatusDocument.TargetStatus;
import dev.acrsync.settings.Settings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.core.env.Environment;

/**
 * What this replica's own metrics tell.
 */
final class ReplicaMeters {

	private final MeterRegistry meters;

	private final String database;

	ReplicaMeters(MeterRegistry meters, Environment environment) {
		this.meters = meters;
		this.database = environment.getProperty("spring.datasource.url", "").startsWith("jdbc:postgresql:")
				? "postgresql" : "sqlite";
	}

	List<TargetStatus> targets(Settings settings) {
		return new TreeMap<>(settings.targets()).values()
			.stream()
			.map((target) -> new TargetStatus(target.name(), target.registry().host().value(),
					(long) gauge("acr.sync.concurrency.limit", "target", target.name()),
					(long) counter("acr.sync.azure.throttled", "target", target.name())))
			.toList();
	}

	List<String> closedRegistries() {
		return this.meters.find("acr.sync.registry.open")
			.gauges()
			.stream()
			.filter((gauge) -> gauge.value() > 0)
			.map((gauge) -> String.valueOf(gauge.getId().getTag("registry")))
			.sorted()
			.toList();
	}

	ServiceStatus service(List<String> replicas) {
		double bytes = gauge("acr.sync.ledger");
		return new ServiceStatus(replicas.isEmpty() ? "" : replicas.getFirst(), replicas, this.database,
				Double.isNaN(bytes) ? 0 : (long) bytes);
	}

	private double gauge(String name, String... tags) {
		Gauge gauge = this.meters.find(name).tags(tags).gauge();
		return (gauge != null) ? gauge.value() : 0;
	}

	private double counter(String name, String... tags) {
		Counter counter = this.meters.find(name).tags(tags).counter();
		return (counter != null) ? counter.count() : 0;
	}

}
