package dev.acrsync.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import dev.acrsync.live.RegistryLogin.UserLogin;
import tools.jackson.databind.JsonNode;

/**
 * What a statement is checked on: an Azure, and in it the registries of a vendor and of a
 * customer.
 */
final class StatementStage {

	private final AzureAccess access;

	private final RecordedHttp http;

	private final ArmSession arm;

	private final ExchangeMask mask;

	private final RunResources resources;

	private final Path exchanges;

	private final LiveRegistry vendor;

	private final LiveRegistry customer;

	private final AtomicInteger tokens = new AtomicInteger();

	private String repository = "live";

	/**
	 * Makes one.
	 * @param exchanges the directory that gets a file for each statement
	 */
	StatementStage(RunResources resources, Path exchanges, LiveRegistry vendor, LiveRegistry customer) {
		this.resources = resources;
		this.access = resources.access();
		this.http = resources.http();
		this.arm = resources.arm();
		this.mask = resources.mask();
		this.exchanges = exchanges;
		this.vendor = vendor;
		this.customer = customer;
	}

	void begin(String id) {
		this.http.take();
		this.repository = "live/" + id;
	}

	/**
	 * Writes down what was said since the beginning.
	 */
	void end() {
		try {
			Path file = this.exchanges.resolve(this.repository.substring("live/".length()) + ".txt");
			Files.writeString(file, this.mask.mask(this.http.take()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Keeps something beside what was said.
	 */
	void keep(String name, String text) {
		try {
			Files.writeString(this.exchanges.resolveSibling(name), this.mask.mask(text));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Takes this out of all that is written down.
	 */
	void secret(String secret) {
		this.mask.secret(secret);
	}

	/**
	 * Returns the repository that this statement has to itself, at both registries.
	 */
	String repository() {
		return this.repository;
	}

	LiveRegistry vendor() {
		return this.vendor;
	}

	LiveRegistry customer() {
		return this.customer;
	}

	/**
	 * Returns where the registries are.
	 */
	String location() {
		return this.arm.get(this.vendor.id()).json().path("location").asString();
	}

	RunResources resources() {
		return this.resources;
	}

	HttpReply send(String method, URI uri, Map<String, String> headers) {
		return this.http.send(method, uri, headers, new byte[0]);
	}

	AzureAccess access() {
		return this.access;
	}

	ArmSession arm() {
		return this.arm;
	}

	/**
	 * Pushes an image to a tag of the vendor's.
	 */
	PushedImage push(String tag) {
		return this.vendor.session().push(this.repository, tag);
	}

	/**
	 * Orders the import of an image of the vendor's.
	 * @param reference a colon and a tag, or an at sign and a digest
	 */
	ImportOrder order(String reference) {
		return new ImportOrder(this, this.repository + reference);
	}

	/**
	 * Orders the import of an image of the vendor's, by its digest, to a tag.
	 */
	ImportOrder order(PushedImage image, String tag) {
		return order("@" + image.digest()).tag(this.repository + ":" + tag);
	}

	/**
	 * Makes a token of a scope map, and a password of its.
	 * @param actions what it may do in this statement's repository
	 */
	ScopedToken scopedToken(String... actions) {
		String name = "live-" + this.tokens.incrementAndGet();
		List<String> granted = List.of(actions)
			.stream()
			.map((action) -> "repositories/" + this.repository + "/" + action)
			.toList();
		String map = this.vendor.id() + "/scopeMaps/" + name;
		this.arm.put(map, Map.of("properties", Map.of("actions", granted))).required("The making of a scope map");
		awaitReady(map);
		String token = this.vendor.id() + "/tokens/" + name;
		this.arm.put(token, Map.of("properties", Map.of("scopeMapId", map, "status", "enabled")))
			.required("The making of a token");
		awaitReady(token);
		ScopedToken made = new ScopedToken(this, token, password(Map.of("tokenId", token, "name", "password1")));
		await(() -> made.session().get("/v2/", "").status() == 200);
		return made;
	}

	/**
	 * Gives a token another password.
	 */
	UserLogin password(Map<String, String> wanted) {
		HttpReply reply = this.arm.post(this.vendor.id() + "/generateCredentials", wanted);
		JsonNode made = ImportTrace.follow(this, reply).end().required("The making of a password");
		String password = made.path("passwords")
			.valueStream()
			.map((one) -> one.path("value").asString(""))
			.filter((value) -> !value.isEmpty())
			.findFirst()
			.orElseThrow();
		this.mask.secret(password);
		return new UserLogin(made.path("username").asString(), password);
	}

	private void awaitReady(String id) {
		await(() -> !this.arm.get(id)
			.json()
			.at("/properties/provisioningState")
			.asString("Succeeded")
			.equals("Creating"));
	}

	/**
	 * Waits until it is so, or for too long.
	 */
	boolean await(BooleanSupplier condition) {
		Instant end = Instant.now().plus(this.access.patience());
		while (!condition.getAsBoolean()) {
			if (Instant.now().isAfter(end)) {
				return false;
			}
			pause();
		}
		return true;
	}

	void pause() {
		pause(this.access.pause());
	}

	void pause(Duration time) {
		try {
			Thread.sleep(time);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
