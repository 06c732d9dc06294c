package dev.acrsync.command;

import java.util.List;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/**
 * Starts a part of the service with the service's configuration, and without its log.
 */
final class SilentStart {

	private volatile Environment environment = new StandardEnvironment();

	ConfigurableApplicationContext start(Class<?> part, List<String> settings) {
		SpringApplication application = new SpringApplication(part);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.addListeners((ApplicationListener<ApplicationEnvironmentPreparedEvent>) (
				event) -> this.environment = event.getEnvironment());
		return application.run(Stream
			.concat(settings.stream(), Stream.of("--logging.threshold.console=off", "--logging.threshold.file=off"))
			.toArray(String[]::new));
	}

	/**
	 * Says why the start has failed, as the service would.
	 */
	String reason(RuntimeException failure) {
		return SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, ArgumentResolver.of(Environment.class, this.environment),
					FailureHandler.handleMessage((message, ex) -> {
						// What needs more than that is for failures of other kinds
					}))
			.stream()
			.map((analyzer) -> analyzer.analyze(failure))
			.filter(FailureAnalysis.class::isInstance)
			.map(FailureAnalysis::getDescription)
			.findFirst()
			.orElseGet(() -> "The configuration cannot be read: " + failure.getClass().getSimpleName());
	}

}
