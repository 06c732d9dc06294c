package dev.acrsync.reconcile;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

import dev.acrsync.image.RepositoryName;
import dev.acrsync.settings.Settings;

/**
 * Goes once through all repositories of all sources, one at a time, so that no more than
 * one of them is in memory.
 */
final class Pass {

	/**
	 * How many repositories in a row may get no answer before the others are not asked.
	 */
	private static final int OUTAGES = 3;

	private final Settings settings;

	private final Scopes scopes;

	private final RepositoryCheck check;

	private final ReferrerLooks looks;

	private final Clock clock;

	Pass(Settings settings, Scopes scopes, RepositoryCheck check, ReferrerLooks looks, Clock clock) {
		this.settings = settings;
		this.scopes = scopes;
		this.check = check;
		this.looks = looks;
		this.clock = clock;
	}

	/**
	 * Compares everything.
	 * @throws CancellationException if the thread was interrupted
	 */
	void run(Visitor visitor) {
		List<Scope> all = new ArrayList<>();
		for (String source : new TreeMap<>(this.settings.sources()).keySet()) {
			this.settings.source(source).map(this.scopes::of).ifPresent(all::add);
			requireNotStopped();
		}
		visitor.begins(all.stream().mapToInt((scope) -> scope.repositories().size()).sum());
		int allowed = ReferrerLooks.MOST;
		int sources = all.size();
		for (Scope scope : all) {
			ReferrerLook look = this.looks.begin(scope.source(), allowed / sources);
			visitor.found(scope);
			run(scope, look, visitor);
			visitor.ended(scope, look.isRoundOver());
			allowed -= look.listed();
			sources--;
		}
	}

	private void run(Scope scope, ReferrerLook look, Visitor visitor) {
		int outages = 0;
		for (RepositoryName repository : scope.repositories()) {
			Findings findings = (outages < OUTAGES) ? this.check.check(scope.source(), repository)
					: Findings.unreadable(scope.source(), repository, scope.rules(), this.clock.instant(),
							"Registry '" + scope.source().registry().host() + "' does not answer", true);
			Looked looked = look.at(findings);
			requireNotStopped();
			outages = findings.outage() ? outages + 1 : 0;
			visitor.checked(findings, looked);
		}
	}

	private static void requireNotStopped() {
		if (Thread.currentThread().isInterrupted()) {
			throw new CancellationException("The pass was stopped");
		}
	}

	/**
	 * Is told of all that is found.
	 */
	interface Visitor {

		/**
		 * So many repositories will be compared.
		 */
		void begins(int repositories);

		/**
		 * These are those of a source.
		 */
		void found(Scope scope);

		/**
		 * One of them was compared.
		 */
		void checked(Findings findings, Looked looked);

		/**
		 * All of a source were compared.
		 * @param roundOver whether the next look at what refers to its images begins anew
		 */
		void ended(Scope scope, boolean roundOver);

	}

}
