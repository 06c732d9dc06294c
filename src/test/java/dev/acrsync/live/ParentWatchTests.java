package dev.acrsync.live;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ParentWatchTests {

	private Process process;

	@BeforeEach
	void start() throws Exception {
		this.process = new ProcessBuilder("sleep", "120").start();
	}

	@AfterEach
	void stop() {
		this.process.destroyForcibly();
	}

	@Test
	void endsTheProcessWithUs() throws Exception {
		try (ParentWatch watch = ParentWatch.over(this.process.pid())) {
			assertThat(this.process.isAlive()).isTrue();
			watch.orphan();
			assertThat(this.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void leavesItAloneOnceItWatchesNoLonger() throws Exception {
		ParentWatch.over(this.process.pid()).close();
		assertThat(this.process.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
	}

}
