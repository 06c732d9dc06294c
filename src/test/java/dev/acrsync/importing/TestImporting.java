package dev.acrsync.importing;

import java.time.Clock;
import java.util.List;
import java.util.Random;

import dev.acrsync.breaker.RegistryBreakers;
import dev.acrsync.breaker.RegistryGate;
import dev.acrsync.companions.CosignTags;
import dev.acrsync.companions.ListedReferrers;
import dev.acrsync.companions.ReferrerCopier;
import dev.acrsync.companions.ReferrerFinder;
import dev.acrsync.companions.ReferrerImporter;
import dev.acrsync.companions.ReferrerSightings;
import dev.acrsync.copyoperation.AzureCopier;
import dev.acrsync.copyoperation.ClaimedOperations;
import dev.acrsync.copyoperation.OperationFollower;
import dev.acrsync.copyoperation.OperationPace;
import dev.acrsync.copyoperation.OperationSettlement;
import dev.acrsync.copyoperation.TagLocks;
import dev.acrsync.copyoperation.TagRecheck;
import dev.acrsync.copyoperation.TargetConcurrency;
import dev.acrsync.copyoperation.TargetLooks;
import dev.acrsync.copyoperation.TargetTag;
import dev.acrsync.importtask.ImportMetrics;
import dev.acrsync.importtask.ImportOperations;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.ledgerfigures.ImportTries;
import dev.acrsync.pace.Pause;
import dev.acrsync.pace.TestBudgets;
import dev.acrsync.registry.Registries;
import dev.acrsync.rules.TestRule;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Secret;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.TestSettings;
import dev.acrsync.settings.WebhookAccess;
import dev.acrsync.storedages.StoredAges;
import dev.acrsync.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What imports, put together as in production.
 */
public final class TestImporting {

	private final Settings settings;

	private final TestLedger ledger;

	private final ImportMetrics metrics;

	private final Clock clock;

	private final ReferrerImporter referrerImporter;

	private final Importer importer;

	private final TagRecheck recheck;

	private final RegistryBreakers breakers;

	private final TargetConcurrency concurrency;

	public TestImporting(Settings settings, TestLedger ledger, Registries registries, ImportOperations azure,
			MeterRegistry meters, Clock clock, Pause pause) {
		this.settings = settings;
		this.ledger = ledger;
		this.clock = clock;
		this.metrics = new ImportMetrics(meters, settings, (_) -> {
		});
		this.breakers = new RegistryBreakers(settings, meters, System::nanoTime);
		TargetTag targetTag = new TargetTag(registries);
		OperationPace pace = new OperationPace();
		OperationSettlement settlement = new OperationSettlement(ledger.operations(), targetTag, pace, this.metrics,
				clock, pause, Tracing.OFF);
		this.concurrency = new TargetConcurrency(settings.imports().concurrency(), settings.targets().keySet(), meters,
				System::nanoTime);
		ClaimedOperations claimed = new ClaimedOperations(azure, this.concurrency, Tracing.OFF);
		OperationFollower follower = new OperationFollower(ledger.operations(), claimed, targetTag,
				new TargetLooks(registries, pace, System::nanoTime), settlement, pace, settings.imports().deadline(),
				clock, pause, Tracing.OFF);
		AzureCopier copier = new AzureCopier(ledger.operations(), claimed, targetTag, follower, settlement, pace,
				settings.imports().deadline(), clock);
		TagLocks tagLocks = new TagLocks(registries, clock);
		StoredAges ages = new StoredAges(clock, () -> clock.millis() * 1_000_000);
		ReferrerFinder finder = new ReferrerFinder(registries,
				new CosignTags(registries, ledger.records(), System::nanoTime),
				new ListedReferrers(registries, ledger.manifests(), ages, () -> clock.millis() * 1_000_000));
		this.referrerImporter = new ReferrerImporter(registries, finder, ledger.followUps(), new ReferrerCopier(
				registries, tagLocks, copier, this.metrics, new ReferrerSightings(this.metrics, clock)), Tracing.OFF);
		this.importer = new Importer(settings, ledger.ledger(), ledger.records(), registries, tagLocks,
				new TagOwnership(settings, ledger.checks()), copier, this.referrerImporter,
				new EventBelief(ledger.records(), pace, ages), this.breakers);
		this.recheck = new TagRecheck(settings, ledger.ledger(), ledger.operations(), ledger.records(), registries,
				this.metrics, clock);
	}

	public TargetConcurrency concurrency() {
		return this.concurrency;
	}

	public ReferrerImporter referrers() {
		return this.referrerImporter;
	}

	Importer importer() {
		return this.importer;
	}

	/**
	 * Looks at tags again, and returns when that is done.
	 */
	void lookAgain() {
		await(this.recheck.lookAgain());
	}

	/**
	 * Waits for threads.
	 */
	public static void await(List<Thread> threads) {
		try {
			for (Thread thread : threads) {
				thread.join();
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	RegistryGate gate() {
		return new RegistryGate(this.settings, this.breakers, TestBudgets.of(this.clock));
	}

	OutcomeRecorder recorder() {
		return recorder(this.ledger.tries(this.clock));
	}

	OutcomeRecorder recorder(ImportTries tries) {
		return new OutcomeRecorder(this.ledger.ledger(), new Backoff(this.settings.imports(), new Random(42)), gate(),
				this.metrics, tries, this.clock, Tracing.OFF);
	}

	/**
	 * Returns settings with one source that anybody may read, and one target.
	 */
	public static Settings settings() {
		return TestSettings
			.of(TestSettings.source("contoso", TestSettings.registry("contoso.azurecr.io"),
					new WebhookAccess(List.of(new Secret("a-secret-of-some-length")), false, 600),
					TestRule.of("tripinsights/*").rules()))
			.targets(TestSettings.target("prod",
					TestSettings.registry("customer.azurecr.io", new Credentials.ManagedIdentity())))
			.settings();
	}

}
