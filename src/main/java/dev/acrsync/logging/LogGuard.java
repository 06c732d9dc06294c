package dev.acrsync.logging;

import java.io.Console;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.acrsync.network.ProxyAddress;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Puts the guards around every appender and logger as soon as Boot has set them up,
 * whatever their format and level.
 */
class LogGuard implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

	@Override
	public int getOrder() {
		return LoggingApplicationListener.DEFAULT_ORDER + 1;
	}

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		SecretMask.know(event.getEnvironment().getProperty("spring.datasource.password", ""));
		ProxyAddress.secrets(System.getenv()).forEach(SecretMask::know);
		if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
			if (context.getTurboFilterList().stream().noneMatch(StrangersFilter.class::isInstance)) {
				StrangersFilter filter = new StrangersFilter(System::nanoTime);
				filter.setContext(context);
				filter.start();
				context.addTurboFilter(filter);
			}
			context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders().forEachRemaining((appender) -> {
				if (appender instanceof OutputStreamAppender<ILoggingEvent> output) {
					guard(output);
				}
			});
		}
	}

	private static boolean isTerminal() {
		Console console = System.console();
		return console != null && console.isTerminal();
	}

	private static void guard(OutputStreamAppender<ILoggingEvent> appender) {
		Encoder<ILoggingEvent> encoder = appender.getEncoder();
		if (encoder != null && !(encoder instanceof GuardedEncoder)) {
			GuardedEncoder guarded = new GuardedEncoder(encoder, appender instanceof ConsoleAppender && isTerminal());
			guarded.setContext(appender.getContext());
			guarded.start();
			appender.setEncoder(guarded);
		}
	}

}
