package dev.acrsync.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Storage accounts that somebody has made at a stand-in for Azure, and the messages in
 * their queues.
 */
final class StandInStorage implements AutoCloseable {

	private static final Pattern PATH = Pattern.compile(
			"(?i)(/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.Storage/storageAccounts)(?:/([^/]+)(/.+)?)?");

	private final Map<String, CreatedAccount> accounts = new ConcurrentHashMap<>();

	Map<String, String> names() {
		Map<String, String> names = new TreeMap<>();
		this.accounts.forEach((id, account) -> names.put(id.substring(id.lastIndexOf('/') + 1), id));
		return names;
	}

	/**
	 * Puts a message into a queue, as Event Grid does.
	 */
	void send(String accountId, String queue, JsonNode event) {
		Optional.ofNullable(this.accounts.get(accountId))
			.ifPresent((account) -> account.messages.computeIfAbsent(queue, (_) -> new ConcurrentLinkedQueue<>())
				.add(Base64.getEncoder().encodeToString(event.toString().getBytes(StandardCharsets.UTF_8))));
	}

	Optional<StandInAnswer> answer(StandInRequest request) {
		Matcher path = PATH.matcher(request.path());
		if (!path.matches()) {
			return Optional.empty();
		}
		if (path.group(2) == null) {
			List<Map<String, Object>> all = new ArrayList<>();
			this.accounts.values().forEach((account) -> all.add(account.json));
			return Optional.of(StandInAnswer.json(200, Map.of("value", all)));
		}
		String id = path.group(1) + "/" + path.group(2);
		if (path.group(3) == null && request.method().equals("PUT")) {
			CreatedAccount made = new CreatedAccount(id, path.group(2), JsonMapper.shared().readTree(request.body()));
			this.accounts.put(id, made);
			return Optional.of(StandInAnswer.of(202));
		}
		if (path.group(3) == null && request.method().equals("DELETE")) {
			Optional.ofNullable(this.accounts.remove(id)).ifPresent((account) -> account.queues.close());
			return Optional.of(StandInAnswer.of(200));
		}
		return Optional.ofNullable(this.accounts.get(id)).map((account) -> account.answer(path.group(3)));
	}

	@Override
	public void close() {
		this.accounts.values().forEach((account) -> account.queues.close());
	}

	private static final class CreatedAccount {

		private final Map<String, Object> json = new LinkedHashMap<>();

		private final String key = UUID.randomUUID().toString();

		private final Map<String, Queue<String>> messages = new ConcurrentHashMap<>();

		private final LoopbackServer queues = LoopbackServer.http(0, this::messages);

		CreatedAccount(String id, String name, JsonNode wanted) {
			this.json.put("id", id);
			this.json.put("name", name);
			this.json.put("tags", wanted.path("tags"));
			this.json.put("properties", Map.of("provisioningState", "Succeeded", "primaryEndpoints",
					Map.of("queue", this.queues.endpoint() + "/")));
		}

		StandInAnswer answer(String path) {
			if ("/listKeys".equals(path)) {
				String base64 = Base64.getEncoder().encodeToString(this.key.getBytes(StandardCharsets.UTF_8));
				return StandInAnswer.json(200, Map.of("keys", List.of(Map.of("keyName", "key1", "value", base64))));
			}
			return StandInAnswer.json(200, this.json);
		}

		private StandInAnswer messages(StandInRequest request) {
			if (request.authorization("SharedKey").isEmpty()) {
				return StandInAnswer.of(403);
			}
			String queue = request.path().split("/")[1];
			return StandInAnswer.text(200,
					this.messages.getOrDefault(queue, new ConcurrentLinkedQueue<>())
						.stream()
						.map("<QueueMessage><MessageText>%s</MessageText></QueueMessage>"::formatted)
						.collect(Collectors.joining("", "<QueueMessagesList>", "</QueueMessagesList>")));
		}

	}

}
