package dev.acrsync.storagequeue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/**
 * A message of a queue, which nobody else is given for a while.
 *
 * @param id its id
 * @param insertedAt when it was put in
 * @param popReceipt lets who has it remove it
 * @param dequeues how often it was given to somebody, this time included
 * @param text what it says, as Base64 or as it is
 */
public record QueueMessage(String id, Instant insertedAt, String popReceipt, int dequeues, String text) {

	/**
	 * Returns the body, which Event Grid writes as Base64.
	 */
	public byte[] body() {
		if (!isJson(this.text.strip())) {
			try {
				byte[] decoded = Base64.getDecoder().decode(this.text.replaceAll("\\s", ""));
				if (isJson(new String(decoded, StandardCharsets.UTF_8).strip())) {
					return decoded;
				}
			}
			catch (IllegalArgumentException _) {
				// It is no event either way, and shown as it is.
			}
		}
		return this.text.getBytes(StandardCharsets.UTF_8);
	}

	private static boolean isJson(String text) {
		return text.startsWith("{") || text.startsWith("[");
	}

}
