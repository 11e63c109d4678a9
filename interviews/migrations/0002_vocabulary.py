"""The usual branches of service and ranks, with labels in four languages. Archivists may change and add."""

from django.db import migrations

# code: be, ru, uk, en
BRANCHES = {
    "ground-forces": ("Сухапутныя войскі", "Сухопутные войска", "Сухопутні війська", "Ground forces"),
    "air-defence": ("Войскі СПА", "Войска ПВО", "Війська ППО", "Air defence"),
    "air-force": ("Ваенна-паветраныя сілы", "Военно-воздушные силы", "Військово-повітряні сили", "Air force"),
    "special-operations": (
        "Сілы спецыяльных аперацый",
        "Силы специальных операций",
        "Сили спеціальних операцій",
        "Special operations forces",
    ),
    "border-service": ("Памежная служба", "Пограничная служба", "Прикордонна служба", "Border service"),
    "interior-troops": ("Унутраныя войскі", "Внутренние войска", "Внутрішні війська", "Interior troops"),
    "security-service": (
        "Органы дзяржаўнай бяспекі",
        "Органы государственной безопасности",
        "Органи державної безпеки",
        "State security",
    ),
    "police": ("Міліцыя", "Милиция", "Міліція", "Police"),
    "academy": (
        "Ваенная акадэмія і вучылішчы",
        "Военная академия и училища",
        "Військова академія й училища",
        "Military academy and schools",
    ),
}
RANKS = {
    "conscript": ("Тэрміновая служба", "Срочная служба", "Строкова служба", "Conscript"),
    "private": ("Радавы", "Рядовой", "Рядовий", "Private"),
    "corporal": ("Яфрэйтар", "Ефрейтор", "Єфрейтор", "Corporal"),
    "sergeant": ("Сяржант", "Сержант", "Сержант", "Sergeant"),
    "senior-sergeant": ("Старшы сяржант", "Старший сержант", "Старший сержант", "Senior sergeant"),
    "warrant-officer": ("Прапаршчык", "Прапорщик", "Прапорщик", "Warrant officer"),
    "senior-warrant-officer": (
        "Старшы прапаршчык",
        "Старший прапорщик",
        "Старший прапорщик",
        "Senior warrant officer",
    ),
    "lieutenant": ("Лейтэнант", "Лейтенант", "Лейтенант", "Lieutenant"),
    "senior-lieutenant": ("Старшы лейтэнант", "Старший лейтенант", "Старший лейтенант", "Senior lieutenant"),
    "captain": ("Капітан", "Капитан", "Капітан", "Captain"),
    "major": ("Маёр", "Майор", "Майор", "Major"),
    "lieutenant-colonel": ("Падпалкоўнік", "Подполковник", "Підполковник", "Lieutenant colonel"),
    "colonel": ("Палкоўнік", "Полковник", "Полковник", "Colonel"),
}


def _entries(apps):
    for name, entries in (("Branch", BRANCHES), ("Rank", RANKS)):
        model = apps.get_model("interviews", name)
        for position, (code, labels) in enumerate(entries.items(), 1):
            fields = dict(zip(("label_be", "label_ru", "label_uk", "label_en"), labels, strict=True))
            # The plain column holds the default language, be.
            yield model, code, {"label": labels[0], **fields}, position


def add(apps, schema_editor):
    for model, code, labels, position in _entries(apps):
        model.objects.get_or_create(code=code, defaults={**labels, "position": position})


def remove(apps, schema_editor):
    """Take out what nobody changed and no interview uses."""
    for model, code, labels, _position in _entries(apps):
        model.objects.filter(code=code, interviews__isnull=True, **labels).delete()


class Migration(migrations.Migration):
    dependencies = [("interviews", "0001_records")]

    operations = [migrations.RunPython(add, remove)]
