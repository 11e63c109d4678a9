from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("interviews", "0013_tables_of_uploads"),
    ]

    operations = [
        migrations.AddField(
            model_name="glossaryterm",
            name="explained",
            field=models.BooleanField(
                default=True,
                help_text=(
                    "Switch it off for a word that people also say in an everyday sense. Search knows it all the same."
                ),
                verbose_name="explain it in transcripts",
            ),
        ),
    ]
