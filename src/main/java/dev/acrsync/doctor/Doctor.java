package dev.acrsync.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.acrsync.doctor.DoctorCheck.CheckPrerequisite;
import dev.acrsync.doctor.Finding.FindingLevel;
import dev.acrsync.untrusted.ForeignTextSanitizer;

/**
 * Makes all checks, side by side. Each has its time, and one that breaks is a finding as
 * well.
 */
public final class Doctor {

	/** Two rounds of it are far below a minute. */
	static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final FutureTask<Diagnosis> NONE = new FutureTask<>(() -> {
		throw new IllegalStateException("Nobody asks");
	});

	private final Supplier<List<DoctorCheck>> checks;

	private final ForeignTextSanitizer foreignText;

	private final Duration patience;

	private final AtomicReference<FutureTask<Diagnosis>> running = new AtomicReference<>(NONE);

	Doctor(Supplier<List<DoctorCheck>> checks, ForeignTextSanitizer foreignText, Duration patience) {
		this.foreignText = foreignText;
		this.checks = checks;
		this.patience = patience;
	}

	/**
	 * Checks everything, in some seconds, and in half a minute at most. Whoever asks
	 * meanwhile is told the same.
	 */
	public Diagnosis examine() {
		FutureTask<Diagnosis> own = new FutureTask<>(() -> examine((_) -> true));
		FutureTask<Diagnosis> running = this.running.compareAndExchange(NONE, own);
		if (running != NONE) {
			return diagnosis(running);
		}
		try {
			own.run();
		}
		finally {
			this.running.set(NONE);
		}
		return diagnosis(own);
	}

	/**
	 * Checks everything but the database, for whom the service's own is not there to be
	 * looked at.
	 */
	public Diagnosis examineAllButTheDatabase() {
		return examine((check) -> !check.subject().equals(DatabaseCheck.SUBJECT));
	}

	/**
	 * Checks what the configuration alone tells, and asks nobody.
	 */
	public Diagnosis examineTheConfiguration() {
		return Diagnosis
			.of(run(this.checks.get().stream().filter((it) -> it.needs() == CheckPrerequisite.CONFIGURATION).toList()));
	}

	private Diagnosis examine(Predicate<DoctorCheck> wanted) {
		return Diagnosis.of(examine(this.checks.get().stream().filter(wanted).toList()));
	}

	private static Diagnosis diagnosis(Future<Diagnosis> examined) {
		try {
			return examined.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("The service is stopping");
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("The checks could not be begun", ex.getCause());
		}
	}

	private List<Finding> examine(List<DoctorCheck> checks) {
		List<DoctorCheck> first = checks.stream()
			.filter((check) -> check.needs() != CheckPrerequisite.IDENTITY)
			.toList();
		List<DoctorCheck> later = checks.stream()
			.filter((check) -> check.needs() == CheckPrerequisite.IDENTITY)
			.toList();
		List<Finding> findings = new ArrayList<>(run(first));
		boolean azureAnswers = findings.stream()
			.noneMatch((finding) -> finding.level() == FindingLevel.ERROR
					&& AzureCheck.SUBJECTS.contains(finding.subject()));
		if (azureAnswers) {
			findings.addAll(run(later));
		}
		else {
			findings.add(Finding.warning("what Azure has to be asked for",
					"Not checked: "
							+ later.stream().map(DoctorCheck::subject).distinct().collect(Collectors.joining(", ")),
					"Cure the errors first, then ask again"));
		}
		return findings;
	}

	private List<Finding> run(List<DoctorCheck> checks) {
		ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
		try {
			long end = System.nanoTime() + this.patience.toNanos();
			List<Future<List<Finding>>> running = checks.stream()
				.map((check) -> executor.submit(check.question()))
				.toList();
			List<Finding> findings = new ArrayList<>();
			for (int i = 0; i < checks.size(); i++) {
				findings.addAll(findings(checks.get(i), running.get(i), end - System.nanoTime()));
			}
			return findings;
		}
		finally {
			executor.shutdownNow();
		}
	}

	private Finding late(DoctorCheck check) {
		long seconds = this.patience.toSeconds();
		return switch (check.waitsFor()) {
			case DoctorCheck.NOBODY -> Finding.error(check.subject(),
					"This check asks nobody, and was not done within %d seconds".formatted(seconds),
					"Give this machine or container more of a processor, or have it do less meanwhile, and ask again");
			case DoctorCheck.DATABASE -> Finding.error(check.subject(),
					"There was no answer from %s within %d seconds".formatted(check.waitsFor(), seconds),
					"See what its server or its disk is busy with, and ask again");
			default -> Finding.error(check.subject(),
					"There was no answer from %s within %d seconds".formatted(check.waitsFor(), seconds),
					"Check name resolution, firewalls and the proxy on the way there");
		};
	}

	private List<Finding> findings(DoctorCheck check, Future<List<Finding>> running, long nanos) {
		try {
			return running.get(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException _) {
			return List.of(late(check));
		}
		catch (ExecutionException ex) {
			return List.of(Finding.error(check.subject(), "The check itself has failed: " + this.foreignText.line(ex),
					"Report this as a fault of acr-sync"));
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			return List.of(Finding.error(check.subject(), "The check was interrupted", "Ask again"));
		}
	}

}
