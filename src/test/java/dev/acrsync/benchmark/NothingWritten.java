package dev.acrsync.benchmark;

import java.lang.reflect.Method;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.settings.Secret;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.Bean;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * The limit of the HTTP server: the same server, framework and settings as the service,
 * the same secret, body and answer, and nothing written down. It is no configuration
 * class and no controller, so that no scan finds it.
 */
@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
		"org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration" })
class NothingWritten {

	private final Secret secret = new Secret("Bearer " + PostedEvents.SECRET);

	private final ObjectReader reader = JsonMapper.shared().readerFor(BareEvent.class);

	static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(NothingWritten.class);
		application.addInitializers((context) -> TestPropertyValues
			.of("management.server.port=-1", "management.endpoint.health.validate-group-membership=false")
			.applyTo(context));
		application.run(arguments);
	}

	@Bean
	BareDoor door(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping)
			throws ReflectiveOperationException {
		Method method = NothingWritten.class.getDeclaredMethod("receive", String.class, HttpServletRequest.class);
		mapping.registerMapping(RequestMappingInfo.paths("/webhooks/{name}").methods(RequestMethod.POST).build(), this,
				method);
		return new BareDoor();
	}

	@ResponseBody
	ResponseEntity<?> receive(@PathVariable String name, HttpServletRequest request) throws Exception {
		if (!this.secret.matches(String.valueOf(request.getHeader("Authorization")))) {
			return ResponseEntity.status(401).build();
		}
		BareEvent event = this.reader.readValue(request.getInputStream().readAllBytes());
		RepositoryName repository = new RepositoryName(event.target().repository());
		Tag tag = new Tag(event.target().tag());
		Digest digest = new Digest(event.target().digest());
		String source = name + "/" + repository + "@" + digest;
		return ResponseEntity.accepted()
			.body(new BareAnswer(event.id(), "accepted", List.of(new BareImport(UUID.randomUUID().toString(), source,
					PostedEvents.TARGET + "/" + repository + ":" + tag))));
	}

	/**
	 * Stands for the mapping that was added.
	 */
	record BareDoor() {
	}

	@JsonIgnoreProperties(ignoreUnknown = true)
	record BareEvent(String id, BareTarget target) {
	}

	@JsonIgnoreProperties(ignoreUnknown = true)
	record BareTarget(String repository, String tag, String digest) {
	}

	record BareAnswer(String event, String outcome, List<BareImport> imports) {
	}

	record BareImport(String id, String source, String target) {
	}

}
