/**
 * Facts about maps that are worth a name.
 *
 * Owns      agreesElsewhere, isInjective, and lemmas about set, delete and keys.
 * Proof     maps are equal when their keys are and the values under them: each lemma is proved key by key.
 */
import { Map, ensures, forall, implies, lemma, requires, spec, trigger } from "welkin";

/** The maps have the same keys and the same values under them; `key` aside. */
export const agreesElsewhere = spec(<K, V>(a: Map<K, V>, b: Map<K, V>, key: K): boolean =>
  forall((other: K) =>
    implies(other !== key, trigger(a.has(other)) === b.has(other) && trigger(a.get(other)) === b.get(other)),
  ),
);

/** Different keys have different values. */
export const isInjective = spec(<K, V>(map: Map<K, V>): boolean =>
  forall(
    (a: K, b: K) => implies(map.has(a) && map.has(b) && a !== b, map.get(a) !== map.get(b)),
    (a: K, b: K) => [map.get(a), map.get(b)],
  ),
);

/** The later value counts. */
export const setSet = lemma(<K, V>(map: Map<K, V>, key: K, first: V, second: V): void => {
  ensures(map.set(key, first).set(key, second) === map.set(key, second));
});

/** Setting the value that is there changes nothing. */
export const setSame = lemma(<K, V>(map: Map<K, V>, key: K): void => {
  requires(map.has(key));
  ensures(map.set(key, map.get(key)) === map);
});

/** Values under different keys are set in any order. */
export const setsCommute = lemma(<K, V>(map: Map<K, V>, a: K, b: K, first: V, second: V): void => {
  requires(a !== b);
  ensures(map.set(a, first).set(b, second) === map.set(b, second).set(a, first));
});

/** What is set and deleted leaves the map without the key. */
export const setDelete = lemma(<K, V>(map: Map<K, V>, key: K, value: V): void => {
  ensures(map.set(key, value).delete(key) === map.delete(key));
});

/** The keys after set and delete. */
export const keysOfChange = lemma(<K, V>(map: Map<K, V>, key: K, value: V): void => {
  ensures(map.set(key, value).keys() === map.keys().add(key));
  ensures(map.delete(key).keys() === map.keys().delete(key));
});

/** A new value under a new key keeps a map injective. */
export const setKeepsInjective = lemma(<K, V>(map: Map<K, V>, key: K, value: V): void => {
  requires(isInjective(map));
  requires(forall((k: K) => implies(map.has(k), trigger(map.get(k)) !== value)));
  ensures(isInjective(map.set(key, value)));
});
