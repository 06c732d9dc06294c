package dev.acrsync.pace;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.acrsync.image.RegistryHost;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.RegistryAccess;

import org.springframework.stereotype.Component;

/**
 * Keeps what is asked of each registry, by whomever here, within what it takes from one
 * identity. A registry that has had too many is left alone by all for as long as it
 * wants.
 */
@Component
public final class RegistryBudgets {

	/** Where the registry does not say how long it wants to be left alone. */
	private static final Duration USUAL_WAIT = Duration.ofSeconds(10);

	private final Map<BudgetKey, RegistryBudget> budgets = new ConcurrentHashMap<>();

	private final RegistryRequests requests;

	private final Pause pause;

	RegistryBudgets(RegistryRequests requests, Pause pause) {
		this.requests = requests;
		this.pause = pause;
	}

	/**
	 * Returns when a request may be sent.
	 * @return how long the registry wants to be left alone instead; nothing as a rule
	 * @throws InterruptedException if the service stops
	 */
	public Optional<Duration> take(RegistryAccess registry, RequestKind kind) throws InterruptedException {
		RequestQueue queue = of(registry).queue(kind);
		Duration alone;
		do {
			queue.take(kind.most(registry.use()));
			alone = queue.untilAsked();
			if (alone.compareTo(RequestQueue.LONGEST_WAIT) > 0) {
				return Optional.of(alone);
			}
		}
		while (alone.isPositive());
		this.requests.count(registry.use(), kind);
		return Optional.empty();
	}

	/**
	 * Tells that a registry has had too many requests.
	 * @param retryAfter how long it wants to be left alone
	 * @return whether that is worth waiting for
	 */
	public boolean refused(RegistryAccess registry, RequestKind kind, Optional<Duration> retryAfter) {
		Duration wait = retryAfter.orElse(USUAL_WAIT);
		of(registry).refused(kind, wait);
		return wait.compareTo(RequestQueue.LONGEST_WAIT) <= 0;
	}

	/**
	 * Returns how long a registry wants to be left alone since it had too many requests;
	 * nothing if it does not.
	 */
	public Optional<Duration> untilAsked(RegistryAccess registry) {
		RegistryBudget budget = of(registry);
		Duration reads = budget.untilAsked(RequestKind.TAG);
		Duration referrers = budget.untilAsked(RequestKind.REFERRERS);
		return Optional.of((reads.compareTo(referrers) > 0) ? reads : referrers).filter(Duration::isPositive);
	}

	private RegistryBudget of(RegistryAccess registry) {
		return this.budgets.computeIfAbsent(BudgetKey.of(registry), (_) -> new RegistryBudget(this.pause));
	}

	/**
	 * A registry, and as whom it is asked. That stays when a password is rotated.
	 */
	private record BudgetKey(RegistryHost host, String identity) {

		static BudgetKey of(RegistryAccess registry) {
			return new BudgetKey(registry.host(), switch (registry.credentials()) {
				case Credentials.Anonymous _ -> "nobody";
				case Credentials.Basic basic -> "user " + basic.username();
				case Credentials.EntraToken _ -> "token";
				case Credentials.VendorIdentity identity -> "identity " + identity.clientId();
				case Credentials.ManagedIdentity _ -> "service";
			});
		}

	}

}
