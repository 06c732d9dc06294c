package dev.acrsync.logging;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.spi.FilterReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link StrangersFilter}.
 */
class StrangersFilterTests {

	private final AtomicLong now = new AtomicLong();

	private final StrangersFilter filter = new StrangersFilter(this.now::get);

	private final LoggerContext loggers = new LoggerContext();

	@Test
	void whatStrangersCauseIsLoggedOnceAMinuteAndLogger() {
		assertThat(decide("org.apache.catalina.A", Level.ERROR)).isEqualTo(FilterReply.NEUTRAL);
		assertThat(decide("org.apache.catalina.A", Level.ERROR)).isEqualTo(FilterReply.DENY);
		assertThat(decide("org.apache.catalina.B", Level.WARN)).isEqualTo(FilterReply.NEUTRAL);
		this.now.addAndGet(Duration.ofSeconds(59).toNanos());
		assertThat(decide("org.apache.catalina.A", Level.WARN)).isEqualTo(FilterReply.DENY);
		this.now.addAndGet(Duration.ofSeconds(1).toNanos());
		assertThat(decide("org.apache.catalina.A", Level.WARN)).isEqualTo(FilterReply.NEUTRAL);
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.boot.webmvc.autoconfigure.WelcomePageHandlerMapping",
			"org.springframework.web.servlet.mvc.support.DefaultHandlerExceptionResolver",
			"org.apache.catalina.core.ContainerBase.[Tomcat].[localhost].[/].[dispatcherServletRegistration]" })
	void whatHandlesRequestsIsLoggedOnceAMinute(String logger) {
		assertThat(decide(logger, Level.WARN)).isEqualTo(FilterReply.NEUTRAL);
		assertThat(decide(logger, Level.WARN)).isEqualTo(FilterReply.DENY);
	}

	@Test
	void ourOwnLinesAreAllLogged() {
		assertThat(decide("dev.acrsync.intake.EventReporter", Level.WARN)).isEqualTo(FilterReply.NEUTRAL);
		assertThat(decide("dev.acrsync.intake.EventReporter", Level.WARN)).isEqualTo(FilterReply.NEUTRAL);
	}

	@Test
	void whoWritesRequestsDownIsSilentAtAnyLevelThatIsSet() {
		this.loggers.getLogger("org.apache.coyote.http11.Http11InputBuffer").setLevel(Level.TRACE);
		this.loggers.getLogger("dev.acrsync").setLevel(Level.TRACE);
		assertThat(decide("org.apache.coyote.http11.Http11InputBuffer", Level.TRACE)).isEqualTo(FilterReply.DENY);
		assertThat(decide("dev.acrsync.intake.EventReporter", Level.TRACE)).isEqualTo(FilterReply.NEUTRAL);
	}

	private FilterReply decide(String logger, Level level) {
		return this.filter.decide(null, this.loggers.getLogger(logger), level, "It happened", null, null);
	}

}
