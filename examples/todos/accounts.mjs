// Users and their sessions.

import { createHash, randomBytes, randomUUID, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { data } from "ampt-data";
import { Router } from "express";
import { z } from "zod";
import { HttpError } from "./errors.mjs";
import { Email, users } from "./model.mjs";

const SESSION_SECONDS = 7 * 24 * 3600;
const COOKIE = "session";

const Password = z.object({ password: z.string().min(10).max(200) });
const SignIn = z.object({ email: Email, password: z.string() });

export const accounts = Router();

accounts.post("/users", async (req, res) => {
	const { password } = Password.parse(req.body);
	const { email, name } = req.body;
	// The schema of the collection checks the rest. If the address is taken, this rejects with NOT_UNIQUE: of two people who
	// sign up with it at the same moment, one gets it.
	const user = await users.create({ id: randomUUID(), email, name, password: await hash(password) });
	await startSession(res, user);
	res.status(201).json(profile(user));
});

accounts.post("/session", async (req, res) => {
	const { email, password } = SignIn.parse(req.body);
	const user = await users.getBy("email", email);
	if (user === undefined || !(await isPassword(password, user.password))) {
		throw new HttpError(401, "The e-mail address or the password is wrong.");
	}
	await startSession(res, user);
	res.json(profile(user));
});

accounts.delete("/session", async (req, res) => {
	const token = tokenOf(req);
	if (token !== undefined) await data.remove(sessionKey(token));
	res.clearCookie(COOKIE).status(204).end();
});

accounts.get("/me", signedIn, async (req, res) => {
	res.json(profile(await users.get(req.user)));
});

/** Lets only requests with a session pass, and gives them the id of their user as `req.user`. */
export async function signedIn(req, _res, next) {
	const token = tokenOf(req);
	// Consistent, so that the first request after signing in finds the session, and none does after signing out.
	const session = token && (await data.get(sessionKey(token), { consistent: true }));
	if (!session) throw new HttpError(401, "Sign in first.");
	req.user = session.user;
	next();
}

async function startSession(res, user) {
	const token = randomBytes(32).toString("base64url");
	// The session expires by itself: nothing has to clean up.
	await data.set(sessionKey(token), { user: user.id }, { ttl: SESSION_SECONDS });
	res.cookie(COOKIE, token, {
		httpOnly: true,
		// Other sites cannot send the cookie with a POST, so they cannot act for the user.
		sameSite: "lax",
		secure: process.env.NODE_ENV === "production",
		maxAge: SESSION_SECONDS * 1000,
	});
}

/** The key has a digest, so that nobody can use the sessions of a stolen backup. */
function sessionKey(token) {
	return `sessions:${createHash("sha256").update(token).digest("base64url")}`;
}

function tokenOf(req) {
	return /(?:^|; )session=([\w-]+)/.exec(req.headers.cookie ?? "")?.[1];
}

function profile({ id, email, name }) {
	return { id, email, name };
}

const derive = promisify(scrypt);

async function hash(password) {
	const salt = randomBytes(16);
	const key = await derive(password, salt, 32);
	return `${salt.toString("base64url")}.${key.toString("base64url")}`;
}

async function isPassword(password, stored) {
	const [salt, key] = stored.split(".").map((part) => Buffer.from(part, "base64url"));
	return timingSafeEqual(key, await derive(password, salt, key.length));
}
