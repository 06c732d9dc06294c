package dev.acrsync.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.acrsync.doctor.DoctorCheck.CheckPrerequisite;
import dev.acrsync.doctor.Finding.FindingLevel;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * Checks that hang, break, and depend on one another.
 */
class DoctorTests {

	@Test
	void beginsWithTheIdentityIfItIsWrong() {
		Finding source = Finding.error("source contoso", "It is away", "Wait");
		Finding identity = Finding.error("identity", "It has no token", "az login");
		Finding clock = Finding.warning("clock", "It is off", "Set it");
		assertThat(Diagnosis.of(List.of(clock, source, identity)).findings()).containsExactly(identity, source, clock);
	}

	@Test
	void aCheckThatHangsIsAFindingAndIsInterrupted() throws InterruptedException {
		CountDownLatch interrupted = new CountDownLatch(1);
		Diagnosis diagnosis = examine(Duration.ofMillis(200), check("slow", CheckPrerequisite.NETWORK, () -> {
			try {
				Thread.sleep(Duration.ofMinutes(10));
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
			return List.of();
		}), check("quick", CheckPrerequisite.NETWORK, () -> List.of(Finding.ok("quick", "It is well"))));
		assertThat(diagnosis.level()).isEqualTo(FindingLevel.ERROR);
		assertThat(diagnosis.findings()).extracting(Finding::level, Finding::subject)
			.containsExactly(tuple(FindingLevel.ERROR, "slow"), tuple(FindingLevel.OK, "quick"));
		assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aCheckThatIsLateSaysWhomItWaitedFor() {
		CountDownLatch never = new CountDownLatch(1);
		Callable<List<Finding>> question = () -> {
			never.await();
			return List.of();
		};
		assertThat(examine(Duration.ofMillis(200), check("identity", CheckPrerequisite.NETWORK, question),
				new DoctorCheck("database", CheckPrerequisite.NETWORK, DoctorCheck.DATABASE, question),
				new DoctorCheck("rules", CheckPrerequisite.CONFIGURATION, DoctorCheck.NOBODY, question))
			.findings()).extracting(Finding::what)
			.containsExactlyInAnyOrder(
					"There was no answer from https://login.microsoftonline.com through the proxy 10.0.0.8:3128 within 0 seconds",
					"There was no answer from the database within 0 seconds",
					"This check asks nobody, and was not done within 0 seconds", "Not checked: ");
	}

	@Test
	void aCheckThatBreaksIsAFindingWithoutTheTokenInItsMessage() {
		Diagnosis diagnosis = examine(Duration.ofSeconds(10), check("broken", CheckPrerequisite.NETWORK, () -> {
			throw new IllegalStateException("it holds eyJhbGciOiJub25lIn0.e30.sig");
		}));
		assertThat(diagnosis.findings()).containsExactly(
				Finding.error("broken", "The check itself has failed: IllegalStateException: it holds ******",
						"Report this as a fault of acr-sync"));
	}

	@Test
	void whatTakesTheIdentityIsNotAskedWithoutOne() {
		Diagnosis diagnosis = examine(Duration.ofSeconds(10),
				check("identity", CheckPrerequisite.NETWORK,
						() -> List.of(Finding.error("identity", "It has no token", "az login"))),
				check("target", CheckPrerequisite.IDENTITY, () -> {
					throw new AssertionError("it was asked");
				}));
		assertThat(diagnosis.findings()).containsExactly(Finding.error("identity", "It has no token", "az login"),
				Finding.warning("what Azure has to be asked for", "Not checked: target",
						"Cure the errors first, then ask again"));
	}

	private static DoctorCheck check(String subject, CheckPrerequisite needs, Callable<List<Finding>> question) {
		return new DoctorCheck(subject, needs, "https://login.microsoftonline.com through the proxy 10.0.0.8:3128",
				question);
	}

	@Test
	void whoAsksMeanwhileIsToldTheSame() throws InterruptedException {
		AtomicInteger looks = new AtomicInteger();
		CountDownLatch goOn = new CountDownLatch(1);
		DoctorCheck slow = check("slow", CheckPrerequisite.NETWORK, () -> {
			looks.incrementAndGet();
			goOn.await();
			return List.of(Finding.ok("slow", "It is well"));
		});
		Doctor doctor = new Doctor(() -> List.of(slow), ForeignTextSanitizer.hiding(), Duration.ofMinutes(1));
		List<Diagnosis> told = Collections.synchronizedList(new ArrayList<>());
		List<Thread> asking = Stream.generate(() -> Thread.ofPlatform().start(() -> told.add(doctor.examine())))
			.limit(5)
			.toList();
		await().until(() -> asking.stream()
			.allMatch((it) -> EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING).contains(it.getState())));
		goOn.countDown();
		for (Thread thread : asking) {
			thread.join();
		}
		assertThat(told).hasSize(5).containsOnly(told.getFirst());
		assertThat(looks).hasValue(1);
		assertThat(doctor.examine()).isEqualTo(told.getFirst());
		assertThat(looks).hasValue(2);
	}

	private static Diagnosis examine(Duration patience, DoctorCheck... checks) {
		return new Doctor(() -> List.of(checks), ForeignTextSanitizer.hiding(), patience).examine();
	}

}
