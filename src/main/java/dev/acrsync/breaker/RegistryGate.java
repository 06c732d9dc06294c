package dev.acrsync.breaker;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

import dev.acrsync.pace.RegistryBudgets;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;

/**
 * Tells which imports wait for a registry that does not answer: the vendor's, or ours.
 */
public final class RegistryGate {

	private final Settings settings;

	private final RegistryBreakers breakers;

	private final RegistryBudgets budgets;

	public RegistryGate(Settings settings, RegistryBreakers breakers, RegistryBudgets budgets) {
		this.budgets = budgets;
		this.settings = settings;
		this.breakers = breakers;
	}

	/**
	 * Returns after what time an import is tried again that fails now, if that is because
	 * a registry does not answer.
	 * @param azure whether it is Azure that failed, and not we
	 */
	public Optional<Duration> untilLook(ImportRecord record, boolean azure) {
		return breakers(record).filter((it) -> it.isOpen() && !(azure && it.isReached()))
			.map(RegistryBreaker::untilLook)
			.max(Comparator.naturalOrder())
			.map((until) -> until.plusSeconds(1));
	}

	/**
	 * Returns after what time an import is tried again that fails now, if that is because
	 * a registry wants to be left alone.
	 */
	public Optional<Duration> untilAsked(ImportRecord record) {
		return registries(record).flatMap((registry) -> this.budgets.untilAsked(registry).stream())
			.max(Comparator.naturalOrder())
			.map((until) -> until.plusSeconds(1));
	}

	/**
	 * Learns from the end of an import.
	 */
	public void ended(ImportRecord record, boolean arrived) {
		breakers(record).forEach((breaker) -> breaker.ended(record.id(), arrived));
	}

	/**
	 * Returns how many of a source's imports count as running, of so many that do: what
	 * hangs together takes one place.
	 */
	public int places(String source, int running) {
		return this.settings.source(source).filter((it) -> of(it).isQuiet()).isPresent() ? Math.min(1, running)
				: running;
	}

	/**
	 * Returns how many imports of a source may be begun.
	 * @param running how many run
	 */
	public int most(Source source, int running, int limit) {
		return most(of(source), running, limit);
	}

	/**
	 * Returns how many imports into a target may be begun.
	 * @param running how many run
	 */
	public int most(Target target, int running, int limit) {
		return most(this.breakers.of(target.registry()), running, limit);
	}

	private static int most(RegistryBreaker breaker, int running, int limit) {
		if (!breaker.isQuiet()) {
			return limit;
		}
		return (running == 0 && breaker.isWorthATry()) ? Math.min(1, limit) : 0;
	}

	private RegistryBreaker of(Source source) {
		return this.breakers.of(source.registry());
	}

	private Stream<RegistryBreaker> breakers(ImportRecord record) {
		return registries(record).map(this.breakers::of);
	}

	private Stream<RegistryAccess> registries(ImportRecord record) {
		return Stream.concat(this.settings.source(record.push().source()).map(Source::registry).stream(),
				this.settings.target(record.target().targetName()).map(Target::registry).stream());
	}

}
