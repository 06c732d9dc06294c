package dev.acrsync.listeners;

import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.apache.catalina.Context;
import org.apache.catalina.core.StandardHost;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.endpoint.jackson.EndpointJsonMapper;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Sets the vendors' port up.
 */
@Configuration(proxyBeanMethods = false)
class PortsConfiguration {

	private static final int AFTER_BOOT = 10;

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> vendorsPort() {
		return (factory) -> customize(factory, true);
	}

	@Bean
	UnknownFieldRefusal knownFieldsAdvisor() {
		return new UnknownFieldRefusal();
	}

	@Bean
	@Order(AFTER_BOOT)
	WebMvcConfigurer wholeLines(JsonMapper mapper) {
		return new WebMvcConfigurer() {

			@Override
			public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
				builder.withJsonConverter(new ReadableJson(mapper));
			}

		};
	}

	/**
	 * Boot's own endpoints are written as it would, and indented.
	 */
	@Bean
	EndpointJsonMapper endpointJsonMapper() {
		JsonMapper mapper = JsonMapper.builder()
			.changeDefaultPropertyInclusion((value) -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
			.enable(SerializationFeature.INDENT_OUTPUT)
			.build();
		return () -> mapper;
	}

	/**
	 * Sets a port up.
	 * @param closing whether a stranger's connection ends with its first answer
	 */
	static void customize(TomcatWebServerFactory factory, boolean closing) {
		factory.setProtocol(HoldingProtocol.class.getName());
		factory.addEngineValves(new HoldingValve(closing));
		// Problems are written by a valve: no request is forwarded to a page of errors.
		factory.setErrorPages(Set.of());
		factory.addContextCustomizers(PortsConfiguration::reportProblems);
	}

	private static void reportProblems(Context context) {
		if (context.getParent() instanceof StandardHost host) {
			host.setErrorReportValveClass(ProblemReportValve.class.getName());
		}
	}

}
