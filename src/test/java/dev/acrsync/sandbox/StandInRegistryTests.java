package dev.acrsync.sandbox;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.acrsync.image.Digest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StandInRegistryTests {

	private static final String BASIC = "Basic "
			+ Base64.getEncoder().encodeToString("reader:password".getBytes(StandardCharsets.UTF_8));

	private final HttpClient client = HttpClient.newHttpClient();

	private final StandInRegistry registry = new StandInRegistry("contoso.azurecr.io", 0, "entra"::equals);

	private final List<PushedManifest> pushes = new ArrayList<>();

	StandInRegistryTests() {
		this.registry.admit("reader", "password");
		this.registry.onPush(this.pushes::add);
	}

	@AfterEach
	void close() {
		this.client.close();
		this.registry.close();
	}

	@Test
	void keepsAPushedManifestByteByByteAndTellsOfIt() throws Exception {
		StoredManifest manifest = StoredManifest.named("poi");
		this.registry.openForWrites();
		HttpResponse<byte[]> put = send(request("/v2/tripinsights/poi/manifests/v1").header("Content-Type", "image/it")
			.PUT(BodyPublishers.ofByteArray(manifest.bytes())));
		assertThat(put.statusCode()).isEqualTo(201);
		assertThat(header(put, "Docker-Content-Digest")).isEqualTo(manifest.digest().value());
		assertThat(this.pushes).extracting(PushedManifest::tag).containsExactly(Optional.of("v1"));
		HttpResponse<byte[]> head = send(
				request("/v2/tripinsights/poi/manifests/v1").header("Authorization", BASIC).HEAD());
		assertThat(header(head, "Docker-Content-Digest")).isEqualTo(manifest.digest().value());
		assertThat(header(head, "Content-Length")).isEqualTo(Integer.toString(manifest.bytes().length));
		HttpResponse<byte[]> get = send(
				request("/v2/tripinsights/poi/manifests/" + manifest.digest()).header("Authorization", BASIC));
		assertThat(get.body()).isEqualTo(manifest.bytes());
		assertThat(header(get, "Content-Type")).isEqualTo("image/it");
	}

	@Test
	void givesAManifestOnlyToWhoNamesItsType() throws Exception {
		this.registry.put("poi", "v1", StoredManifest.named("poi"));
		this.registry.put("poi", "index", StoredManifest.index(StoredManifest.named("poi").digest()));
		assertThat(send(request("/v2/poi/manifests/v1").header("Authorization", BASIC)).statusCode()).isEqualTo(200);
		HttpRequest.Builder index = request("/v2/poi/manifests/index").header("Authorization", BASIC);
		assertThat(send(index).statusCode()).isEqualTo(404);
		assertThat(send(index.header("Accept", "application/vnd.oci.image.index.v1+json")).statusCode()).isEqualTo(200);
	}

	@Test
	void listsAllManifestsWithTheirTagsPageByPage() throws Exception {
		Digest image = this.registry.put("poi", "v1", StoredManifest.named("poi"));
		this.registry.put("poi", "latest", StoredManifest.named("poi"));
		Digest signature = this.registry.put("poi", StoredManifest.referring("signature", image, "application/it"));
		HttpResponse<byte[]> first = send(
				request("/acr/v1/poi/_manifests?n=1&orderby=timeasc").header("Authorization", BASIC));
		assertThat(first.statusCode()).isEqualTo(200);
		JsonNode manifests = JsonMapper.shared().readTree(first.body()).at("/manifests");
		assertThat(manifests).hasSize(1);
		assertThat(manifests.at("/0/digest").asString()).isEqualTo(image.value());
		assertThat(manifests.at("/0/tags")).extracting(JsonNode::asString).containsExactly("latest", "v1");
		String next = header(first, "Link").replaceFirst("^<(.+)>; rel=\"next\"$", "$1");
		HttpResponse<byte[]> second = send(request(next).header("Authorization", BASIC));
		JsonNode last = JsonMapper.shared().readTree(second.body()).at("/manifests");
		assertThat(last).hasSize(1);
		assertThat(last.at("/0/digest").asString()).isEqualTo(signature.value());
		assertThat(last.at("/0/tags").isEmpty()).isTrue();
		assertThat(second.headers().firstValue("Link")).isEmpty();
		HttpResponse<byte[]> one = send(request("/acr/v1/poi/_manifests/" + signature).header("Authorization", BASIC));
		assertThat(JsonMapper.shared().readTree(one.body()).at("/manifest")).isEqualTo(last.get(0));
	}

	@Test
	void limitsEachIdentityByItself() throws Exception {
		this.registry.put("poi", "v1", StoredManifest.named("poi"));
		this.registry.limit(new RegistryQuota(2, 1, 10));
		assertThat(send(request("/v2/poi/manifests/v1")).statusCode()).isEqualTo(401);
		assertThat(send(request("/v2/poi/manifests/v1").header("Authorization", BASIC)).statusCode()).isEqualTo(200);
		String token = JsonMapper.shared()
			.readTree(send(request("/oauth2/token?service=contoso.azurecr.io&scope=repository:poi:pull")
				.header("Authorization", BASIC)).body())
			.at("/access_token")
			.asString();
		HttpRequest.Builder owned = request("/v2/poi/manifests/v1").header("Authorization", "Bearer " + token);
		assertThat(send(owned).statusCode()).isEqualTo(200);
		HttpResponse<byte[]> refused = send(owned);
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(1, 60);
		assertThat(send(request("/v2/poi/manifests/v1")).statusCode()).isEqualTo(401);
		assertThat(this.registry.requests(TrafficKind.TAG)).isEqualTo(5);
		assertThat(this.registry.refused(TrafficKind.TAG)).isEqualTo(1);
	}

	@Test
	void tellsOfAPushByDigestWithoutATag() throws Exception {
		StoredManifest manifest = StoredManifest.named("poi");
		HttpRequest.Builder put = request("/v2/poi/manifests/" + manifest.digest()).header("Authorization", BASIC)
			.PUT(BodyPublishers.ofByteArray(manifest.bytes()));
		assertThat(send(put).statusCode()).isEqualTo(201);
		assertThat(this.pushes).extracting(PushedManifest::tag).containsExactly(Optional.empty());
		HttpRequest.Builder wrong = request("/v2/poi/manifests/" + StoredManifest.named("other").digest())
			.header("Authorization", BASIC)
			.PUT(BodyPublishers.ofByteArray(manifest.bytes()));
		assertThat(send(wrong).statusCode()).isEqualTo(400);
	}

	@Test
	void challengesAsAcrDoesAndTakesTheTokenForItsRepositoryAlone() throws Exception {
		this.registry.put("poi", "v1", StoredManifest.named("poi"));
		this.registry.put("other", "v1", StoredManifest.named("other"));
		HttpResponse<byte[]> refused = send(request("/v2/poi/manifests/v1"));
		assertThat(refused.statusCode()).isEqualTo(401);
		assertThat(header(refused, "WWW-Authenticate"))
			.isEqualTo("Bearer realm=\"%s/oauth2/token\",service=\"contoso.azurecr.io\",scope=\"repository:poi:pull\""
				.formatted(this.registry.endpoint()));
		String tokenPath = "/oauth2/token?service=contoso.azurecr.io&scope=repository:poi:pull";
		assertThat(send(request(tokenPath)).statusCode()).isEqualTo(401);
		String token = field(send(request(tokenPath).header("Authorization", BASIC)), "access_token");
		assertThat(status("/v2/poi/manifests/v1", token)).isEqualTo(200);
		assertThat(status("/v2/other/manifests/v1", token)).isEqualTo(401);
		this.registry.expireTokens();
		assertThat(status("/v2/poi/manifests/v1", token)).isEqualTo(401);
	}

	@Test
	void exchangesAnEntraToken() throws Exception {
		this.registry.put("poi", "v1", StoredManifest.named("poi"));
		String refresh = field(
				post("/oauth2/exchange", "grant_type=access_token&service=contoso.azurecr.io&access_token=entra"),
				"refresh_token");
		String access = field(post("/oauth2/token",
				"grant_type=refresh_token&service=contoso.azurecr.io&scope=repository:poi:pull&refresh_token="
						+ refresh),
				"access_token");
		assertThat(status("/v2/poi/manifests/v1", access)).isEqualTo(200);
		assertThat(post("/oauth2/exchange", "service=contoso.azurecr.io&access_token=alien").statusCode())
			.isEqualTo(401);
	}

	@Test
	void takesABlobInChunks() throws Exception {
		Digest digest = StoredManifest.digest("two chunks".getBytes(StandardCharsets.UTF_8));
		HttpResponse<byte[]> start = send(
				request("/v2/poi/blobs/uploads/").header("Authorization", BASIC).POST(BodyPublishers.noBody()));
		String upload = header(start, "Location");
		HttpResponse<byte[]> patch = send(
				request(upload).header("Authorization", BASIC).method("PATCH", BodyPublishers.ofString("two ")));
		assertThat(header(patch, "Range")).isEqualTo("0-3");
		HttpResponse<byte[]> end = send(request(upload + "?digest=" + digest).header("Authorization", BASIC)
			.PUT(BodyPublishers.ofString("chunks")));
		assertThat(end.statusCode()).isEqualTo(201);
		assertThat(send(request("/v2/poi/blobs/" + digest).header("Authorization", BASIC)).body())
			.asString(StandardCharsets.UTF_8)
			.isEqualTo("two chunks");
	}

	@Test
	void takesOverAllThatAnIndexHolds() throws Exception {
		Digest layer = blob("layer");
		StoredManifest image = new StoredManifest("image", """
				{"config":{"digest":"%s"},"layers":[{"digest":"%s"}]}""".formatted(blob("config"), layer)
			.getBytes(StandardCharsets.UTF_8));
		StoredManifest index = new StoredManifest("index",
				"{\"manifests\":[{\"digest\":\"%s\"}]}".formatted(image.digest()).getBytes(StandardCharsets.UTF_8));
		this.registry.put("poi", "child", image);
		this.registry.put("poi", "v1", index);
		try (StandInRegistry other = new StandInRegistry("customer.azurecr.io", 0, (_) -> false)) {
			other.admit("reader", "password");
			other.copyFrom(this.registry, "poi", index, "vendors/poi");
			assertThat(other.manifest("vendors/poi", index.digest().value())).contains(index);
			assertThat(other.manifest("vendors/poi", image.digest().value())).contains(image);
			assertThat(other.digest("vendors/poi", "v1")).isEmpty();
			URI copied = URI.create(other.endpoint() + "/v2/vendors/poi/blobs/" + layer);
			assertThat(send(HttpRequest.newBuilder(copied).header("Authorization", BASIC)).body())
				.asString(StandardCharsets.UTF_8)
				.isEqualTo("layer");
		}
	}

	@Test
	void saysWhatIsNotThere() throws Exception {
		assertThat(send(request("/v2/poi/manifests/v1").header("Authorization", BASIC)).statusCode()).isEqualTo(404);
		assertThat(send(request("/v2/poi/tags/list").header("Authorization", BASIC)).statusCode()).isEqualTo(404);
		this.registry.put("poi", "v2", StoredManifest.named("poi"));
		this.registry.put("poi", "v1", StoredManifest.named("poi"));
		assertThat(send(request("/v2/poi/tags/list").header("Authorization", BASIC)).body())
			.asString(StandardCharsets.UTF_8)
			.contains("[\"v1\",\"v2\"]");
	}

	@Test
	void refusesConnectionsWhileItIsDown() throws Exception {
		URI endpoint = this.registry.endpoint();
		this.registry.down();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> send(request("/v2/")));
		this.registry.up();
		assertThat(this.registry.endpoint()).isEqualTo(endpoint);
		assertThat(send(request("/v2/").header("Authorization", BASIC)).statusCode()).isEqualTo(200);
		assertThat(this.registry.requests("GET")).isEqualTo(1);
	}

	@Test
	void putsUpWithAPathThatIsNoName() throws Exception {
		assertThat(send(request("/v2/poi/" + UUID.randomUUID())).statusCode()).isEqualTo(404);
	}

	private Digest blob(String content) throws IOException, InterruptedException {
		Digest digest = StoredManifest.digest(content.getBytes(StandardCharsets.UTF_8));
		assertThat(send(request("/v2/poi/blobs/uploads/?digest=" + digest).header("Authorization", BASIC)
			.POST(BodyPublishers.ofString(content))).statusCode()).isEqualTo(201);
		return digest;
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.registry.endpoint() + path))
			.header("Accept", "*/*, application/vnd.oci.image.manifest.v1+json;q=0.5");
	}

	private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.build(), BodyHandlers.ofByteArray());
	}

	private HttpResponse<byte[]> post(String path, String form) throws IOException, InterruptedException {
		return send(request(path).header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(form)));
	}

	private int status(String path, String token) throws IOException, InterruptedException {
		return send(request(path).header("Authorization", "Bearer " + token)).statusCode();
	}

	private static String field(HttpResponse<byte[]> response, String name) {
		return JsonMapper.shared().readTree(response.body()).path(name).asString();
	}

	private static String header(HttpResponse<byte[]> response, String name) {
		return response.headers().firstValue(name).orElseThrow();
	}

}
