const profile_text = document.getElementById('profile').textContent;
const profile = JSON.parse(profile_text);

/** The value at a JSON pointer of the profile; undefined where there is none. */
function lookup(pointer) {
  let value = profile;
  for (const key of pointer.split('/').slice(1)) {
    if (value === null || typeof value !== 'object') return undefined;
    value = value[key.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return value;
}

/** One part of a JSON pointer. */
function pointer_key(key) {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Whether the profile says something at a pointer: a list or object that is not empty, or any other value but null. */
function known(pointer) {
  const value = lookup(pointer);
  if (value === undefined || value === null) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** The items of the list at a pointer, each with its own pointer. */
function listed(pointer) {
  const list = lookup(pointer);
  if (!Array.isArray(list)) return [];
  return list.map((item, index) => ({item, path: `${pointer}/${index}`}));
}

/** A field of an object, "roof/share" for one inside another. */
function field_of(item, field) {
  let value = item;
  for (const key of field.split('/')) {
    if (value === null || typeof value !== 'object') return undefined;
    value = value[key];
  }
  return value;
}

function save_profile() {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([profile_text], {type: 'application/json'}));
  link.download = `${model_name()}.profile.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** The model's file without its folders; "profile" where the profile names none. */
function model_name() {
  const model = typeof profile.model === 'string' ? profile.model : '';
  return model.split(/[\\/]/).pop() || 'profile';
}
