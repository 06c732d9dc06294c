package dev.acrsync.listeners;

import dev.acrsync.settings.ConsoleSettings;
import dev.acrsync.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Sets the operators' port up. Boot finds it by its name, for the context of that port;
 * an annotation would have it found for the vendors' port too.
 */
class OperatorsPortConfiguration {

	/** Probes, a scraper, and some people. */
	private static final int MOST_CONNECTIONS = 64;

	@Bean
	InvalidRequestResolver invalidRequestResolver() {
		return new InvalidRequestResolver();
	}

	/**
	 * Vendors' machines need no indentation, and where both ports are one they have what
	 * is theirs.
	 */
	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	WebMvcConfigurer readableAnswers(Environment environment, JsonMapper mapper) {
		boolean own = ManagementPortType.get(environment) == ManagementPortType.DIFFERENT;
		return new WebMvcConfigurer() {

			@Override
			public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
				if (own) {
					builder.withJsonConverter(
							new ReadableJson(mapper.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build()));
				}
			}

		};
	}

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> operatorsPort(Environment environment, Settings settings,
			WebEndpointProperties endpoints, MeterRegistry meters) {
		SiteCheck check = new SiteCheck(settings.console().hosts());
		ConsoleSettings console = settings.console();
		if (ManagementPortType.get(environment) == ManagementPortType.SAME) {
			String path = endpoints.getBasePath();
			return (factory) -> factory.addEngineValves(new BrowserValve(check, path),
					new OperatorValve(console, path, path, meters), new ProbeReserveValve(path, path));
		}
		return (factory) -> {
			PortsConfiguration.customize(factory, false);
			factory.addEngineValves(new BrowserValve(check, ""),
					new OperatorValve(console, "", endpoints.getBasePath(), meters),
					new ProbeReserveValve("", endpoints.getBasePath()));
			factory.addConnectorCustomizers((connector) -> {
				if (connector.getProtocolHandler() instanceof HoldingProtocol protocol) {
					protocol.setMaxConnections(Math.min(protocol.getMaxConnections(), MOST_CONNECTIONS));
				}
			});
		};
	}

}
