package dev.acrsync.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import dev.acrsync.AcrSyncApplication;
import dev.acrsync.database.QueryPlans;
import dev.acrsync.pace.Pause;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.storedages.StoredAges;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The whole service in this process, on free ports, spoken to over HTTP. It ends with the
 * sandbox that it runs in, if not before.
 */
public final class RunningService implements AutoCloseable {

	private static final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	/** How much faster than in production Azure's operations are followed. */
	private static final int SPEED = 20;

	private final ConfigurableApplicationContext context;

	private RunningService(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Starts it on a sandbox, with further properties of the form {@code key=value}.
	 */
	public static RunningService start(Sandbox sandbox, String... properties) {
		return start(sandbox, Clock.systemUTC(), properties);
	}

	/**
	 * Starts it on a sandbox with a clock of its own.
	 */
	public static RunningService start(Sandbox sandbox, Clock clock, String... properties) {
		return start(sandbox, clock, new FasterPause(SPEED), properties);
	}

	/**
	 * Starts it on a sandbox with a clock of its own, and its own way to wait.
	 */
	public static RunningService start(Sandbox sandbox, Clock clock, Pause pause, String... properties) {
		Map<String, Object> all = sandbox.properties();
		all.put("server.port", "0");
		all.put("management.server.port", "0");
		// Tests that put the clock forward do not expect a pass.
		all.put("acr-sync.reconcile.schedule", "off");
		for (String property : properties) {
			all.put(property.substring(0, property.indexOf('=')), property.substring(property.indexOf('=') + 1));
		}
		List<String> arguments = new ArrayList<>();
		all.forEach((key, value) -> arguments.add("--" + key + "=" + value));
		SpringApplication application = new SpringApplication(AcrSyncApplication.class);
		application.addInitializers((context) -> {
			set(context, Clock.class, clock);
			set(context, Pause.class, pause);
			// Here a clock that is put forward stands for time that has passed.
			set(context, StoredAges.class, new StoredAges(clock, () -> clock.millis() * 1_000_000));
			context.getBeanFactory().addBeanPostProcessor(new ExplainingPostProcessor());
		});
		RunningService service = new RunningService(application.run(arguments.toArray(String[]::new)));
		sandbox.beforeClose(service::close);
		sandbox.webhook().pointTo(service.webhook("contoso"));
		sandbox.fabrikamWebhook().pointTo(service.webhook("fabrikam"));
		return service;
	}

	private static <T> void set(ConfigurableApplicationContext context, Class<T> type, T bean) {
		((GenericApplicationContext) context).registerBean("settable" + type.getSimpleName(), type, () -> bean,
				(definition) -> definition.setPrimary(true));
	}

	/**
	 * Returns the URL of a source's webhook.
	 */
	public URI webhook(String source) {
		return URI.create("http://127.0.0.1:" + port("local.server.port") + "/webhooks/" + source);
	}

	/**
	 * Returns a URL of the operators' door.
	 */
	public URI actuator(String path) {
		return URI.create("http://127.0.0.1:" + port("local.management.port") + "/actuator" + path);
	}

	/**
	 * Returns the port of the public listener.
	 */
	public int port() {
		return port("local.server.port");
	}

	private int port(String name) {
		return this.context.getEnvironment().getRequiredProperty(name, Integer.class);
	}

	/**
	 * Starts a request to a source's webhook, as ACR sends it.
	 */
	public HttpRequest.Builder toWebhook(String source) {
		return HttpRequest.newBuilder(webhook(source))
			.header("Content-Type", "application/json; charset=utf-8")
			.header("User-Agent", "AzureContainerRegistry/1.0")
			.header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
			.header("X-Forwarded-For", "true");
	}

	/**
	 * Posts an event with the right secret.
	 */
	public HttpResponse<String> post(JsonNode event) {
		return send(toWebhook("contoso").header("Authorization", "Bearer " + Sandbox.WEBHOOK_SECRET)
			.POST(HttpRequest.BodyPublishers.ofString(event.toString())));
	}

	/**
	 * Asks the operators' door.
	 */
	public JsonNode get(String path) {
		return json(send(HttpRequest.newBuilder(actuator(path))));
	}

	/**
	 * Sends a request.
	 */
	public static HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Reads the body of an answer.
	 */
	public static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

	/**
	 * Returns a bean of the service.
	 */
	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * Has the plan of each statement looked at.
	 */
	private static final class ExplainingPostProcessor implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			if (bean instanceof HikariDataSource pool) {
				QueryPlans.explain(pool);
			}
			return bean;
		}

	}

}
