package dev.acrsync.vendorfederation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import dev.acrsync.registry.VendorIdentityException;
import dev.acrsync.settings.Secret;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link RenewedToken}.
 */
class RenewedTokenTests {

	private final AtomicLong nanos = new AtomicLong();

	private final AtomicInteger asked = new AtomicInteger();

	private volatile Duration lifetime = Duration.ofHours(1);

	private volatile boolean refused;

	private final RenewedToken token = new RenewedToken(this::ask, this.nanos::get);

	private TenantToken ask() {
		int number = this.asked.incrementAndGet();
		if (this.refused) {
			throw new VendorIdentityException("vendor-identity-subject", false, "It refuses", "Trust it");
		}
		return new TenantToken(new Secret("token " + number), this.lifetime);
	}

	@Test
	void isRenewedAQuarterOfAnHourBeforeItsEndWhileItGoesOn() {
		assertThat(get()).isEqualTo("token 1");
		goOn(Duration.ofMinutes(44));
		assertThat(get()).isEqualTo("token 1");
		goOn(Duration.ofMinutes(2));
		get();
		Awaitility.await().until(() -> get().equals("token 2"));
		assertThat(this.asked).hasValue(2);
	}

	@Test
	void goesOnUntilItsEndWhereItCannotBeRenewed() {
		get();
		this.refused = true;
		goOn(Duration.ofMinutes(50));
		assertThat(get()).isEqualTo("token 1");
		goOn(Duration.ofMinutes(10));
		assertThatExceptionOfType(VendorIdentityException.class).isThrownBy(this::get)
			.withMessage("It refuses. Trust it")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo("vendor-identity-subject"));
		int before = this.asked.get();
		assertThatExceptionOfType(VendorIdentityException.class).isThrownBy(this::get);
		assertThat(this.asked).as("not asked again at once").hasValue(before);
		this.refused = false;
		goOn(Duration.ofSeconds(6));
		assertThat(get()).isEqualTo("token " + (before + 1));
	}

	@Test
	void aShortOneIsRenewedAfterHalfItsLife() {
		this.lifetime = Duration.ofSeconds(20);
		get();
		goOn(Duration.ofSeconds(11));
		get();
		Awaitility.await().until(() -> get().equals("token 2"));
	}

	@Test
	void isAskedForOnceByAllWhoWait() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		RenewedToken slow = new RenewedToken(() -> {
			try {
				gate.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return ask();
		}, this.nanos::get);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Secret>> waiting = IntStream.range(0, 50).mapToObj((_) -> threads.submit(slow::get)).toList();
			gate.countDown();
			for (Future<Secret> one : waiting) {
				assertThat(one.get().reveal()).isEqualTo("token 1");
			}
		}
		assertThat(this.asked).hasValue(1);
	}

	private String get() {
		return this.token.get().reveal();
	}

	private void goOn(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

}
