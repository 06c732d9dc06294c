package dev.acrsync.live;

import java.util.ArrayList;
import java.util.List;

import dev.acrsync.live.AzureStatement.Evidence;

/**
 * What a registry answers when it is asked too often. It uses up a minute's quota.
 */
final class LimitStatements {

	private LimitStatements() {
	}

	@AzureStatement(id = "limit-of-referrers",
			says = "The 251st list of referrers within a minute is refused to one identity of a Basic "
					+ "registry: 429, and Retry-After in seconds, at most 60.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-skus",
			otherwise = "The service keeps below by itself; a 429 without Retry-After is waited for by a pause "
					+ "that grows.")
	static void limitOfReferrers(StatementStage stage, Observation seen) {
		PushedImage image = stage.push("v1");
		RegistrySession session = stage.scopedToken("content/read", "metadata/read").session();
		List<HttpReply> replies = new ArrayList<>();
		while (replies.size() < 400 && (replies.isEmpty() || replies.getLast().status() == 200)) {
			replies.add(session.referrers(stage.repository(), image.digest()));
		}
		HttpReply last = replies.getLast();
		String wait = last.header("Retry-After").orElse("none");
		seen.expect("the last answer", 429, last.status());
		seen.expect("Retry-After", "1 to 60", wait.matches("[0-9]{1,2}") && Integer.parseInt(wait) <= 60, wait);
		seen.note("after", replies.size() - 1 + " lists");
		seen.note("code", last.registryCode());
	}

}
